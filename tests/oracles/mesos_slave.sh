#!/usr/bin/env bash
# Agents: the files of a pool as mesos-init-wrapper reads them (a stand-in, mesos_slave/stand_in_wrapper.sh), flag by flag
# against the model; hostile values (mesos_slave/hostile.tsv); and provision.sh for real, on a machine of its own, with
# stand-ins for systemd, upstart and apt.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need python3 ip
contained "$@"
# shellcheck source=tests/oracles/mesos_slave/variants.sh
source "$here/mesos_slave/variants.sh"

compare() { "$here/mesos_slave/compare.py" "$@"; }

variant first ''
variant fewer '/gc_delay/d'
variant other 's/level = 10/level = 11/'
variant newer 's/1.11.0-2.0.1/1.11.0-2.0.2/'
variant broken 's/gc_disk_headroom .*/gc_disk_headroom = 0.2/'
variant bare '/^  package {/,/^  }/d'

# The files that all hosts share, before any script.
"$here/mesos_slave/stand_in_wrapper.sh" "$WORK/first/generated/farm/slaves/cattle" mesos-slave >"$WORK/shared"
compare shared "$WORK/first/model" cow1 "$WORK/shared"
compare hostile "$here/mesos_slave/hostile.tsv" "$WORK"

for step in life upstart first_run packages statuses defaults before_us memory; do
  "$here/machine.sh" --name cow1 --address 10.66.0.11/24 --work "$WORK" -- \
    "$here/mesos_slave/machine.sh" "$step" "$WORK"
done
for host in cow1 cow2 cow3; do
  compare all "$WORK/first/model" "$host" "$WORK/args.$host" 10.66.0.11
done
