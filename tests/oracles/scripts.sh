#!/usr/bin/env bash
# Every generated script of every example and golden case: accepted by bash, and clean for shellcheck.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need bash shellcheck
cd "$root"

# Scripts by their first line: some have no ending in .sh, such as what a context copies into an image.
mapfile -t scripts < <(
  find examples/*/generated tests/golden/*/*/expected stdlib -type f -print0 2>/dev/null |
    xargs -0 --no-run-if-empty grep -lE -m 1 '^#!.*\b(ba|da)?sh\b|^# shellcheck shell=' | LC_ALL=C sort
)
((${#scripts[@]})) || fail "no generated script was found"
status=0
for script in "${scripts[@]}"; do
  bash -n "$script" || status=1
done
# No configuration file of this repository: the scripts stand alone in somebody else's. SC2016 wonders whether a `$` in
# single quotes was meant to expand; in data it never is.
shellcheck --norc --exclude=SC2016 "${scripts[@]}" || status=1
# A script that is meant to be run has to be executable.
while IFS= read -r script; do
  printf '%s begins with #! and is not executable\n' "$script"
  status=1
done < <(find examples/*/generated -path '*/core/*.sh' -o -path '*/images/build.sh' -o -name prepare.sh 2>/dev/null |
  while IFS= read -r file; do
    if head -c 2 "$file" | grep -q '#!' && [[ ! -x $file ]]; then printf '%s\n' "$file"; fi
  done)
printf '%d scripts\n' "${#scripts[@]}"
exit "$status"
