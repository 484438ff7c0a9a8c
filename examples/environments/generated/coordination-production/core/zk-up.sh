#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines zk of cluster coordination run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=coordination
group=zk

# Each service and its hosts, in the order in which they start.
services=(
  'zookeeper zk1 zk2 zk3 zk4 zk5'
  'watch zk1 zk2'
)

at_host() {
  case $1 in
    zk1) address=10.1.0.11 ;;
    zk2) address=10.1.0.12 ;;
    zk3) address=10.1.0.13 ;;
    zk4) address=10.1.0.14 ;;
    zk5) address=10.1.0.15 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
