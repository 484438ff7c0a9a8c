#!/usr/bin/env bash
# The same cluster file gives the same bytes and modes: under other locales, zones, umasks, homes, users, directories,
# limits and paths, and with its declarations in another order.
# shellcheck disable=SC2016  # the inner shells expand what stands in single quotes
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need python3
work_directory

project=$root/examples/factual
number=0

# variant WHAT COMMAND…: compiles a copy of the example with COMMAND, run in the copy; the tree has to be the first one.
variant() {
  local what=$1 directory=$WORK/$((++number))
  shift
  mkdir -p "$directory"
  cp "$project/cluster.herd" "$project/herd.lock" "$directory/"
  chmod u+w "$directory"/*
  (cd "$directory" && "$@") >"$WORK/out" 2>&1 || fail "$what: $(cat "$WORK/out")"
  (cd "$directory/generated" && find . -printf '%y %m %p\n' -type f -exec sha256sum {} + | LC_ALL=C sort) >"$WORK/$number.tree"
  (cd "$directory" && sha256sum herd.lock) >>"$WORK/$number.tree"
  cmp -s "$WORK/1.tree" "$WORK/$number.tree" ||
    fail "$what gives another tree: $(diff "$WORK/1.tree" "$WORK/$number.tree" | head -n 10)"
}

build=("$HERDC" build cluster.herd)
variant "the first build" "${build[@]}"
for locale in C POSIX C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8 ja_JP.EUC-JP; do
  variant "the locale $locale" env LC_ALL="$locale" LANG="$locale" "${build[@]}"
done
for zone in UTC Pacific/Apia America/St_Johns; do variant "the zone $zone" env TZ="$zone" "${build[@]}"; done
for mask in 000 022 027 077; do variant "umask $mask" bash -c "umask $mask; exec \"\$@\"" - "${build[@]}"; done
variant "an empty environment" env -i "${build[@]}"
variant "another home" env HOME=/nonexistent USER=somebody LOGNAME=somebody "${build[@]}"
variant "standard input closed" bash -c '"$@" <&-' - "${build[@]}"
variant "a small stack" bash -c 'ulimit -s 1024; exec "$@"' - "${build[@]}"
variant "an absolute path" bash -c 'exec "$0" build "$PWD/cluster.herd"' "$HERDC"
variant "from above" bash -c 'd=$(basename "$PWD"); cd ..; exec "$0" build "$d/cluster.herd"' "$HERDC"
variant "through a link" bash -c 'ln -s "$PWD" ../link; cd ../link; "$0" build cluster.herd && rm ../link' "$HERDC"
variant "one processor" taskset -c 0 "${build[@]}"
variant "another time of day" bash -c 'touch -d 1999-12-31 cluster.herd; exec "$@"' - "${build[@]}"
if command -v setarch >/dev/null; then
  variant "no address randomisation" setarch -R "${build[@]}"
fi
variant "twice" bash -c '"$@" && rm -r generated && "$@" && "$@"' - "${build[@]}"

# Declarations in another order. The manifest is left out of the comparison: it records the digest of the input.
shuffled() {
  local seed=$1 directory=$WORK/shuffled$1
  mkdir "$directory"
  cp "$project/herd.lock" "$directory/"
  python3 - "$project/cluster.herd" "$seed" >"$directory/cluster.herd" <<'PYTHON'
import random
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
pieces = re.split(r"\n(?=[a-z])", text)  # a declaration begins in the first column
random.Random(int(sys.argv[2])).shuffle(pieces)
print("\n".join(pieces))
PYTHON
  "$HERDC" build "$directory/cluster.herd" >"$WORK/out" 2>&1 || fail "shuffled with seed $seed: $(cat "$WORK/out")"
  diff -r --exclude=herd.manifest.json "$WORK/1/generated" "$directory/generated" ||
    fail "shuffled with seed $seed gives another tree"
}
for seed in 1 2 3 4 5; do shuffled "$seed"; done
printf '%d variants, 5 orders of declarations\n' "$number"
