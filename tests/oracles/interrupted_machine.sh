#!/usr/bin/env bash
# Inside the machine of interrupted.sh: interrupted_machine.sh DIR
set -euo pipefail
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

old=$WORK/old/generated/factual-mesosphere/core/zookeeper.sh
new=$WORK/new/generated/factual-mesosphere/core/zookeeper.sh

# A docker that hands everything to the real one and, after the N-th call that changes something, signals the script.
mkdir /tmp/bin
cat >/tmp/bin/docker <<'DOCKER'
#!/bin/bash
if [[ $1 == start && -e /tmp/no-start ]]; then
  echo 'Error response from daemon: out of luck' >&2
  exit 1
fi
/usr/bin/docker "$@"
code=$?
case $1 in
  create | start | stop | rename | update | rm | run | kill | restart)
    calls=$(($(cat /tmp/calls) + 1))
    echo "$calls" >/tmp/calls
    if ((calls == $(cat /tmp/kill-at))); then
      case $(cat /tmp/signal) in
        KILL) kill -KILL 0 ;; # the whole process group
        # Field 5 is the process group, whose leader is the script itself.
        *) kill -"$(cat /tmp/signal)" "$(cut -d ' ' -f 5 /proc/$$/stat)" ;;
      esac
    fi
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

# one_container AT MEMORY…: a single one, running, back under its restart policy, with one of these sizes.
one_container() {
  local at=$1 found
  shift
  [[ $(containers) == "zookeeper running" ]] || fail "$at: there are now $(containers)"
  found=$("$docker" inspect --format '{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}}' zookeeper)
  [[ " $* " == *" ${found% *} "* && ${found#* } == always ]] ||
    fail "$at: memory and restart policy are $found, expected $* always"
}

old_memory=$((2 << 30))
new_memory=$((3 << 30))

echo KILL >/tmp/signal
killed=0
for after in old new; do
  memory=${after}_memory
  for ((at = 1; ; ++at)); do
    fresh_engine
    run 0 "$old" || fail "the first run: $(cat /tmp/out)"
    if run "$at" "$new"; then break; fi
    ((++killed))
    script=${!after}
    left=$(containers | tr '\n' ' ')
    run 0 "$script" || fail "killed after call $at (left: $left), then the $after script: exit code $?: $(cat /tmp/out)"
    one_container "killed after call $at (left: $left), then the $after script" "${!memory}"
  done
done

# Asked to stop, the script itself puts things right; only a run that was already through may keep the new container.
ended=0
for signal in TERM INT; do
  echo "$signal" >/tmp/signal
  for ((at = 1; ; ++at)); do
    fresh_engine
    run 0 "$old" || fail "the first run: $(cat /tmp/out)"
    code=0
    run "$at" "$new" || code=$?
    (($(cat /tmp/calls) >= at)) || break
    ((++ended))
    case $code in
      0) one_container "SIG$signal after call $at, exit code 0" "$new_memory" ;;
      1) one_container "SIG$signal after call $at, exit code 1" "$old_memory" ;;
      *) fail "SIG$signal after call $at: exit code $code: $(cat /tmp/out)" ;;
    esac
  done
done

# When docker starts neither the new container nor the old one, that is what is said, and the next run mends it.
fresh_engine
run 0 "$old" || fail "the first run: $(cat /tmp/out)"
touch /tmp/no-start
code=0
run 0 "$new" || code=$?
((code == 1)) || fail "a docker that starts nothing: exit code $code: $(cat /tmp/out)"
grep -q 'zookeeper DOES NOT RUN on ops110' /tmp/out || fail "it does not say that nothing runs: $(cat /tmp/out)"
if grep -q 'runs again' /tmp/out; then fail "it says that something runs: $(cat /tmp/out)"; fi
rm /tmp/no-start
code=0
"$new" --status >/tmp/out 2>&1 || code=$?
((code == 1)) || fail "--status of what does not run: exit code $code: $(cat /tmp/out)"
grep -q 'exited, exit code [0-9]*, started ' /tmp/out || fail "--status does not say how it ended: $(cat /tmp/out)"
run 0 "$old" || fail "after a docker that started nothing: $(cat /tmp/out)"
one_container "after a docker that started nothing" "$old_memory"

stop "$engine"
((killed >= 8)) || fail "only $killed runs were killed: the wrapper did not see the calls"
say "$killed runs killed and run again, $ended ended by a signal"
