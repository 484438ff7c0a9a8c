#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service shell of cluster coordination: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=coordination
service=shell
image=registry.example.com:5000/debian:fa83319a5631ba424d5fe9644dbe37f5
hosts=(try-zk1 try-zk2 try-zk3)

# What differs from host to host.
at_host() {
  case $1 in
    try-zk1) address=10.1.0.11 ;;
    try-zk2) address=10.1.0.12 ;;
    try-zk3) address=10.1.0.13 ;;
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
    --restart=no
    --memory=64m
    --memory-swap=64m
    --cpus=0.1
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=try-zk1:10.1.0.11
    --add-host=try-zk2:10.1.0.12
    --add-host=try-zk3:10.1.0.13
    --entrypoint=sleep
  )
  args=(
    infinity
  )
}

service_main "$@"
