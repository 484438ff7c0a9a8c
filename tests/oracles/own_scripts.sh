#!/usr/bin/env bash
# The scripts of this repository itself.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need shellcheck git
cd "$root"
mapfile -t scripts < <(
  git ls-files -- .ci examples/build.sh examples/run.sh 'tests/*.sh' 'tests/oracles/*.sh' 'docs/*.sh' '.pre-commit*' |
    grep -v '^tests/golden/' | xargs --no-run-if-empty grep -lE -m 1 '^#!.*\bbash\b|^# shellcheck shell='
)
((${#scripts[@]})) || fail "no script was found"
shellcheck -x "${scripts[@]}"
printf '%d scripts\n' "${#scripts[@]}"
