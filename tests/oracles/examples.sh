#!/usr/bin/env bash
# What lies in examples/*/generated is what this compiler writes: every byte and every mode, and nothing else.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
work_directory

# tree DIRECTORY: path, executable or not, digest. Git keeps no other mode bit, so no other one can be compared.
tree() {
  (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z |
    while IFS= read -r -d '' path; do
      printf '%s %s %s\n' "$(sha256sum <"$path")" "$([[ -x $path ]] && echo x)" "$path"
    done)
}

status=0
count=0
for herd in "$root"/examples/*/cluster.herd; do
  example=$(dirname "$herd")
  name=$(basename "$example")
  cp -r "$example" "$WORK/$name"
  rm -rf "$WORK/$name/generated"
  if ! "$root/examples/build.sh" "$HERDC" "$WORK/$name" --locked >"$WORK/out" 2>&1; then
    printf '%s does not compile: %s\n' "$name" "$(cat "$WORK/out")"
    status=1
  elif [[ ! -d $example/generated ]]; then
    printf 'examples/%s/generated is missing\n' "$name"
    status=1
  elif ! diff <(tree "$example/generated") <(tree "$WORK/$name/generated"); then
    printf 'examples/%s/generated is not what the compiler writes now\n' "$name"
    status=1
  fi
  # A second build over what is committed has nothing to do, and says so by writing nothing.
  if [[ -d $example/generated ]]; then
    rm -rf "$WORK/$name/generated"
    cp -r --preserve=mode,timestamps "$example/generated" "$WORK/$name/generated"
    before=$(cd "$WORK/$name" && find . -printf '%p %i %T@\n' | LC_ALL=C sort)
    "$root/examples/build.sh" "$HERDC" "$WORK/$name" --locked >"$WORK/out" 2>&1 || true
    after=$(cd "$WORK/$name" && find . -printf '%p %i %T@\n' | LC_ALL=C sort)
    if [[ $before != "$after" ]]; then
      printf '%s: a second build wrote something:\n' "$name"
      diff <(echo "$before") <(echo "$after") || true
      status=1
    fi
  fi
  count=$((count + 1))
done
((count)) || fail "no example was found"
printf '%d examples\n' "$count"
exit "$status"
