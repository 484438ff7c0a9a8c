#!/usr/bin/env bash
# provision.sh killed after each command that changes something, on a machine that somebody else configured and on one of
# ours: what the init wrapper sees is one configuration or the other, and the next run finishes it.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need ip setsid
contained "$@"
# shellcheck source=tests/oracles/mesos_slave/variants.sh
source "$here/mesos_slave/variants.sh"

variant first ''
variant fewer '/gc_delay/d'
"$here/machine.sh" --name cow1 --address 10.66.0.11/24 --work "$WORK" -- \
  "$here/mesos_slave/machine.sh" interrupted "$WORK"
