#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service marathon of cluster edge-test: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=edge-test
service=marathon
image=docker.io/library/debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
hosts=(l1 l2)
ready_port=18080

# What differs from host to host.
at_host() {
  case $1 in
    l1) address=127.0.2.1 ;;
    l2) address=127.0.2.2 ;;
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
    --cpus=1
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=l1:127.0.2.1
    --add-host=l2:127.0.2.2
    --publish="$address":18080:18080/tcp
  )
}

service_main "$@"
