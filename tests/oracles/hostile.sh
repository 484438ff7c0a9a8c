#!/usr/bin/env bash
# Hostile text (hostile.tsv) through compiler, generated script and the real docker client to a recording engine:
# what may arrive arrives byte for byte, what may not is refused with a diagnostic, and no command in it ever runs.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need "$docker" python3 ip
contained "$@"

hostile() { "$here/hostile.py" "$1" "$here/hostile.tsv" "$WORK"; }

hostile write
export HERDC
cp "$root/examples/factual/herd.lock" "$WORK/same/"
cp "$root/examples/factual/herd.lock" "$WORK/plain/"
for project in "$WORK/refused"/*/; do cp "$root/examples/factual/herd.lock" "$project"; done

"$HERDC" build "$WORK/plain/cluster.herd" >"$WORK/build.out" 2>&1 || fail "plain: $(cat "$WORK/build.out")"
status=0
hostile refused || status=1

"$HERDC" build "$WORK/same/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
mkdir "$WORK/machine"
cp -r "$WORK/same/generated" "$WORK/machine/"
script=$WORK/machine/generated/hostile/core/web.sh
"$here/machine.sh" --name box1 --address 10.66.0.1/24 --work "$WORK/machine" -- \
  "$here/play.sh" "$WORK/machine" "$script" "$script" "ls -d /tmp/pwned 2>/dev/null"
hostile same || status=1
exit "$status"
