#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines box of cluster small run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=small
group=box

# Each service and its hosts, in the order in which they start.
services=(
  'zookeeper box1'
)

at_host() {
  case $1 in
    box1) address=192.168.1.10 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
