#!/usr/bin/env bash
# The generated machines/ops/prepare.sh on a machine of its own: the three names are known afterwards, a second run
# changes nothing, --plan changes nothing, and a damaged /etc/hosts is left alone.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need dockerd ip
contained "$@"

cp -r "$root/examples/factual" "$WORK/project"
rm -rf "$WORK/project/generated"
"$HERDC" build "$WORK/project/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
"$here/machine.sh" --name ops110 --address 10.0.0.110/24 --work "$WORK" -- \
  "$here/prepare_machine.sh" "$WORK/project/generated/factual-mesosphere/machines/ops/prepare.sh"

# Slaves: the directories they asked for; without addresses there is none to look for.
cp -r "$root/tests/golden/mesos/clusterd" "$WORK/slaves"
sed -i '/^  address  /d' "$WORK/slaves/cluster.herd"
"$HERDC" build "$WORK/slaves/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
# shellcheck disable=SC2016 # for the shell inside
"$here/machine.sh" --name cow1 --address 10.9.9.9/24 --work "$WORK" -- bash -euc '
  run() { "$1" "${@:2}" || [[ $? == 3 ]]; }
  [[ $(run "$1" --plan) == *"add: the directory /disk/two words"* && ! -e /disk/one ]]
  run "$1"
  [[ -d /disk/one && -d "/disk/two words" ]]
  [[ $(run "$1") != *directory* ]]
' slave "$WORK/slaves/generated/farm/machines/cattle/prepare.sh" || fail "prepare.sh on a slave"
