#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# All services that the machines ops of cluster east run. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=east
group=ops

# Each service and its hosts, in the order in which they start.
services=(
  'edge e-ops1 e-ops2 e-ops3 e-ops4 e-ops5'
  'zookeeper e-ops1 e-ops2 e-ops3 e-ops4 e-ops5'
  'masters e-ops1 e-ops2 e-ops3 e-ops4 e-ops5'
  'marathon e-ops1 e-ops2 e-ops3 e-ops4 e-ops5'
)

at_host() {
  case $1 in
    e-ops1) address=10.1.0.1 ;;
    e-ops2) address=10.1.0.2 ;;
    e-ops3) address=10.1.0.3 ;;
    e-ops4) address=10.1.0.4 ;;
    e-ops5) address=10.1.0.5 ;;
    *) return 1 ;;
  esac
}

group_main "$@"
