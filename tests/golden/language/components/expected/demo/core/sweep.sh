#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service sweep of cluster demo: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
service=sweep
image=docker.io/library/debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
hosts=(ops1 ops2)

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
  directory /srv/logs/sweep-logs 0:0 0755
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=256m
    --memory-swap=256m
    --cpus=0.5
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --mount='type=bind,source=/srv/logs/sweep-logs,target=/logs'
    --env=LOG_LEVEL=debug
    --env=NAME=sweep
    --env=PLAIN='team web'
    --env=QUEUE='queue of night'
    --env=RANKS='common worker'
    --label=team=night
    --label=tier=2
    --entrypoint=work
  )
  args=(
    --common
    --queue
    'queue of night'
    --slow
  )
}

service_main "$@"
