#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines ops of cluster factual-mesosphere run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=factual-mesosphere
group=ops

# Each service and its hosts, in the order in which they start.
services=(
  'edge ops100 ops110 ops120'
  'zookeeper ops100 ops110 ops120'
  'mesos-master ops100 ops110 ops120'
  'marathon ops100 ops110 ops120'
)

at_host() {
  case $1 in
    ops100) address=10.0.0.100 ;;
    ops110) address=10.0.0.110 ;;
    ops120) address=10.0.0.120 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
