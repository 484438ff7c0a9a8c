#!/usr/bin/env bash
# Compiles an example: once, or once for each `# herdc FLAGS` line at the head of its cluster.herd.
#
#   examples/build.sh HERDC DIRECTORY [FLAG…]
set -euo pipefail

herdc=$1 directory=$2
shift 2
mapfile -t builds < <(sed -n '/^# herdc /!q;s/^# herdc //p' "$directory/cluster.herd")
((${#builds[@]})) || builds=("")
for words in "${builds[@]}"; do
  read -ra flags <<<"$words"
  printf '\n$ herdc build %s\n' "${flags[*]:+${flags[*]} }$directory/cluster.herd"
  "$herdc" build "${flags[@]}" "$@" "$directory/cluster.herd"
done
