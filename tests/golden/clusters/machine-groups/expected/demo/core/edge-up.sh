#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines edge of cluster demo run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
group=edge

# Each service and its hosts, in the order in which they start.
services=(
  'everywhere edge-west edge-east'
  'outside edge-west edge-east'
  'some edge-east'
)

at_host() {
  case $1 in
    edge-west) address=10.1.0.1 ;;
    edge-east) address=10.1.0.2 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
