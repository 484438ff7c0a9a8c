#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service west-marathon of cluster demo: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
service=west-marathon
image=registry.example.com:5000/debian:fa83319a5631ba424d5fe9644dbe37f5
hosts=(west1 west2 west3)
ready_port=8080

# What differs from host to host.
at_host() {
  case $1 in
    west1) address=10.2.0.1 ;;
    west2) address=10.2.0.2 ;;
    west3) address=10.2.0.3 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  return 0
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=1g
    --memory-swap=1g
    --cpus=1
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=west1:10.2.0.1
    --add-host=west2:10.2.0.2
    --add-host=west3:10.2.0.3
    --publish="$address":8080:8080/tcp
  )
}

service_main "$@"
