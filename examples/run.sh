#!/usr/bin/env bash
# From nothing to Dockerfiles and run scripts: installs what is missing, builds herdc, compiles an example, shows it.
#
#   examples/run.sh              the three machines with a ZooKeeper ensemble (examples/factual)
#   examples/run.sh one-machine  another example
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
example=${1:-factual}

if [[ $example == -h || $example == --help ]]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
  exit 0
fi
cd "$root"
if [[ ! -f examples/$example/cluster.herd ]]; then
  printf 'examples/run.sh: there is no examples/%s/cluster.herd; there are:\n' "$example" >&2
  for other in examples/*/cluster.herd; do printf '  %s\n' "$(basename "$(dirname "$other")")"; done >&2
  exit 2
fi

tests/packages.sh build
tests/build.sh release herdc

herdc=build/release/herdc
examples/build.sh "$herdc" "examples/$example"

# What was written: every file with its size, then the part of one run script that a reviewer reads first.
for tree in "examples/$example/generated"/*/; do
  printf '\n%s\n' "$tree"
  (cd "$tree" && find . -type f -printf '%P\t%s\n' | LC_ALL=C sort | awk -F '\t' '{ printf "  %-48s %7d bytes\n", $1, $2 }')
done
for script in "examples/$example/generated"/*/core/*.sh; do
  case $script in */lib.sh | *-up.sh) continue ;; esac
  printf '\nThe first lines of %s:\n\n' "$script"
  sed -n '1,40{s/^/  /;p}' "$script"
  break
done
