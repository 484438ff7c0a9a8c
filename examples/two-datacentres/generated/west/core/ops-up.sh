#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines ops of cluster west run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=west
group=ops

# Each service and its hosts, in the order in which they start.
services=(
  'edge w-ops1 w-ops2 w-ops3'
  'zookeeper w-ops1 w-ops2 w-ops3'
  'masters w-ops1 w-ops2 w-ops3'
  'marathon w-ops1 w-ops2 w-ops3'
)

at_host() {
  case $1 in
    w-ops1) address=10.2.0.1 ;;
    w-ops2) address=10.2.0.2 ;;
    w-ops3) address=10.2.0.3 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
