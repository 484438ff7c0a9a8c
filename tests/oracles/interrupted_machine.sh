#!/usr/bin/env bash
# Inside the machine of interrupted.sh: interrupted_machine.sh DIR
set -euo pipefail
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

old=$WORK/old/generated/factual-mesosphere/core/zookeeper.sh
new=$WORK/new/generated/factual-mesosphere/core/zookeeper.sh

# A docker that hands everything to the real one and, after the N-th call that changes something, kills the script.
mkdir /tmp/bin
cat >/tmp/bin/docker <<'DOCKER'
#!/bin/bash
/usr/bin/docker "$@"
code=$?
case $1 in
  create | start | stop | rename | update | rm | run | kill | restart)
    calls=$(($(cat /tmp/calls) + 1))
    echo "$calls" >/tmp/calls
    if ((calls == $(cat /tmp/kill-at))); then kill -KILL 0; fi # the whole process group
    ;;
esac
exit "$code"
DOCKER
chmod +x /tmp/bin/docker

# run KILL_AT SCRIPT: kills it after so many calls (0: never); its exit code.
run() {
  echo 0 >/tmp/calls
  echo "$1" >/tmp/kill-at
  local code=0
  # The braces keep bash from telling about every killed run.
  { PATH=/tmp/bin:$PATH setsid --wait "$2" >/tmp/out 2>&1; } 2>/dev/null || code=$?
  return "$code"
}

fresh_engine() {
  if [[ -n ${engine-} ]]; then stop "$engine"; fi
  rm -f /run/docker.sock
  start engine "$here/recording_engine.py" --socket /run/docker.sock --log "$WORK/requests" --listen
  engine=$started
  until_true 10 "the recording engine" "$docker" version
}

containers() { "$docker" ps --all --format '{{.Names}} {{.State}}'; }

killed=0
for after in old new; do
  for ((at = 1; ; ++at)); do
    fresh_engine
    run 0 "$old" || fail "the first run: $(cat /tmp/out)"
    if run "$at" "$new"; then break; fi
    ((++killed))
    script=${!after}
    left=$(containers | tr '\n' ' ')
    run 0 "$script" || fail "killed after call $at (left: $left), then the $after script: exit code $?: $(cat /tmp/out)"
    [[ $(containers) == "zookeeper running" ]] ||
      fail "killed after call $at (left: $left), then the $after script: there are now $(containers)"
    memory=$("$docker" inspect --format '{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}}' zookeeper)
    expected=$([[ $after == old ]] && echo $((2 << 30)) || echo $((3 << 30)))
    [[ $memory == "$expected always" ]] ||
      fail "killed after call $at (left: $left), then the $after script: memory and restart policy are $memory"
  done
done
stop "$engine"
((killed >= 8)) || fail "only $killed runs were killed: the wrapper did not see the calls"
say "$killed runs killed and run again"
