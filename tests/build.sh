#!/usr/bin/env bash
# Configures and builds one CMake preset:  tests/build.sh PRESET [TARGET]
# Quiet when there is nothing to do; a failing step shows everything it printed.
set -euo pipefail

preset=$1
target=${2:-all}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=build/$preset
mkdir -p "$directory"
log=$directory/build.log

step() {
  local name=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    printf '%s failed: %s\n' "$name" "$*" >&2
    exit 2
  fi
}

# Configured again only when there is no build yet: ninja itself does it when a CMake file has changed.
if [[ ! -f $directory/build.ninja ]]; then
  printf 'configuring build/%s\n' "$preset"
  step configuring cmake --preset "$preset"
fi

# On a terminal ninja's own progress line is worth showing; into a pipe it would be hundreds of lines.
if [[ -t 1 ]]; then
  cmake --build "$directory" --target "$target" || exit 2
elif cmake --build "$directory" --target "$target" -- -n | grep -q 'no work to do'; then
  :
else
  printf 'building build/%s (%s)\n' "$preset" "$target"
  step building cmake --build "$directory" --target "$target" -- -k 0 # all that is wrong in one run
fi
