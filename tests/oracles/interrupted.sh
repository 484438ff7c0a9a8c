#!/usr/bin/env bash
# A run that replaces a container is killed after every docker call in turn, and run again: what is left is always one
# container, running, with the new definition; and with the old script instead, one with the old definition.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need "$docker" python3 ip setsid
contained "$@"

for version in old new; do
  mkdir "$WORK/$version"
  cp "$root/examples/factual/cluster.herd" "$root/examples/factual/herd.lock" "$WORK/$version/"
done
sed -i 's/^  memory = 2GiB/  memory = 3GiB/' "$WORK/new/cluster.herd"
if cmp -s "$WORK/old/cluster.herd" "$WORK/new/cluster.herd"; then fail "the example has no memory of 2GiB to change"; fi
for version in old new; do
  "$HERDC" build "$WORK/$version/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
done
"$here/machine.sh" --name ops110 --address 10.0.0.110/24 --work "$WORK" -- "$here/interrupted_machine.sh" "$WORK"
