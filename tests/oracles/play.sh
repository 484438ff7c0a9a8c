#!/usr/bin/env bash
# Inside a machine (machine.sh): starts the recording engine where docker's client looks for one, then runs commands
# one after the other. Of the N-th command DIR/N.out has what it printed, DIR/N.code its exit code, and
# DIR/N.requests what the docker client sent meanwhile.
#
#   play.sh DIR COMMAND…      each COMMAND is one word for bash
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=$1
shift
log=$directory/requests
: >"$log"
"$here/recording_engine.py" --socket /run/docker.sock --log "$log" --listen >"$directory/engine.out" 2>&1 &
engine=$!
trap 'kill "$engine"' EXIT
for ((i = 0; i < 100; ++i)); do
  if [[ -S /run/docker.sock ]]; then break; fi
  sleep 0.05
done
seen=0
number=0
for command in "$@"; do
  number=$((number + 1))
  code=0
  bash -c "$command" >"$directory/$number.out" 2>&1 || code=$?
  printf '%s\n' "$code" >"$directory/$number.code"
  tail -n "+$((seen + 1))" "$log" >"$directory/$number.requests"
  seen=$(wc -l <"$log")
done
