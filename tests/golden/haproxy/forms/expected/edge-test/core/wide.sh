#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service wide of cluster edge-test: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=edge-test
service=wide
image=docker.io/library/debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
hosts=(m1 m2 m3)
ready_port=7001

# What differs from host to host.
at_host() {
  case $1 in
    m1) address=127.0.1.1 publish_2=127.0.4.1 ;;
    m2) address=127.0.1.2 publish_2=127.0.4.2 ;;
    m3) address=127.0.1.3 publish_2=127.0.4.3 ;;
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
    --add-host=m1:127.0.1.1
    --add-host=m2:127.0.1.2
    --add-host=m3:127.0.1.3
    --publish="$address":7001:7001/tcp
    --publish="$publish_2":18090:80/tcp
  )
}

service_main "$@"
