#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines launchers of cluster edge-test run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=edge-test
group=launchers

# Each service and its hosts, in the order in which they start.
services=(
  'marathon l1 l2'
)

at_host() {
  case $1 in
    l1) address=127.0.2.1 ;;
    l2) address=127.0.2.2 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
