#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service collector of cluster demo: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
service=collector
image=registry.example.com:5000/metrics-image:03750b0158d2bafa5c0167ad6a9df254
hosts=(ops1 ops2)
ready_port=9100

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 ;;
    ops2) address=10.0.0.2 ;;
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
    --memory=64m
    --memory-swap=64m
    --cpus=0.5
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --publish="$address":9100:9100/tcp
  )
  args=(
    collect
    --every
    30s
  )
}

service_main "$@"
