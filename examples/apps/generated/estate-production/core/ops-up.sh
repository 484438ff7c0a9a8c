#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines ops of cluster estate run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=estate
group=ops

# Each service and its hosts, in the order in which they start.
services=(
  'edge ops1 ops2 ops3'
  'zookeeper ops1 ops2 ops3'
  'masters ops1 ops2 ops3'
  'marathon ops1 ops2 ops3'
)

at_host() {
  case $1 in
    ops1) address=10.0.0.1 ;;
    ops2) address=10.0.0.2 ;;
    ops3) address=10.0.0.3 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
