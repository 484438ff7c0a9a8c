#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines ops of cluster demo run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
group=ops

# Each service and its hosts, in the order in which they start.
services=(
  'bills ops1'
  'zookeeper ops1 ops2 ops3'
  'exporter ops1 ops2'
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
