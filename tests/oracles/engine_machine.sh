#!/usr/bin/env bash
# Inside the machine of engine.sh: a real dockerd, and the generated script that brings up a real ZooKeeper.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$here/lib.sh"
trap 'exit 143' TERM

address=10.77.0.7
script=$WORK/tree/core/zookeeper.sh
data=/disk/ssd/data/zookeeper

client() { "$here/zookeeper_client.py" "$address" 2181 "$@"; }

# container: what has to stay the same when nothing is to be done.
container() { "$docker" inspect --format '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}' zookeeper; }

# run WHAT OPTION…: the generated script has to succeed.
run() {
  local what=$1
  shift
  "$script" "$@" >"$WORK/script.log" 2>&1 || {
    cat "$WORK/script.log"
    "$docker" inspect --format '{{json .State}}' zookeeper || true
    fail "$what: the script did not succeed"
  }
  sed 's/^/          | /' "$WORK/script.log"
}

start dockerd-machine dockerd --exec-root /run/docker-exec --cgroup-parent "/${WORK##*/}"
dockerd=$started
trap 'stop "$dockerd"' EXIT
until_true 60 "dockerd on the machine" "$docker" version

say "first run: a ZooKeeper that answers, stores and gives back"
run "first run"
client srvr >"$WORK/srvr.out" || fail "ZooKeeper does not answer: $(cat "$WORK/srvr.out")"
grep -q '^Mode: standalone' "$WORK/srvr.out" || fail "a single server has to be standalone: $(cat "$WORK/srvr.out")"
client create /herd "written before the container went away"
[[ $(client get /herd) == "written before the container went away" ]] || fail "ZooKeeper did not give back what it got"
[[ $(cat "$data/myid") == 1 ]] || fail "the data volume has no myid of 1"

say "what really holds in the container"
[[ $("$docker" inspect --format '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}}' zookeeper) == \
"536870912 536870912 1000000000" ]] || fail "the limits are not the written ones"
pid=$("$docker" inspect --format '{{.State.Pid}}' zookeeper)
grep -q '^NoNewPrivs:[[:space:]]*1' "/proc/$pid/status" || fail "the process may gain privileges"
grep -qx -- '-Xmx256m' <<<"$(tr '\0' '\n' <"/proc/$pid/cmdline")" || fail "the heap is not what ZK_HEAP_MIB says"

say "second run: nothing changes"
before=$(container)
since=$(date +%s)
sleep 1
run "second run"
[[ $(container) == "$before" ]] || fail "the second run touched the container: $before, now $(container)"
# Health checks run all the time; any other event would be this script's doing.
events=$("$docker" events --since "$since" --until "$(date +%s)" --filter type=container --format '{{.Action}}' |
  grep -v '^exec_\|^health_status' || true)
[[ -z $events ]] || fail "the second run made the engine do something: $events"

say "the container is removed, and made again from its data volume"
"$docker" rm --force zookeeper >/dev/null
[[ -n $(find "$data" -name 'snapshot.*' -o -name myid) ]] || fail "the data went away with the container"
run "run after the removal"
[[ $(client get /herd) == "written before the container went away" ]] || fail "the data is not served again"

say "dockerd restarts, as after a reboot: ZooKeeper comes back by itself"
stop "$dockerd"
start dockerd-machine dockerd --exec-root /run/docker-exec --cgroup-parent "/${WORK##*/}"
dockerd=$started
until_true 60 "dockerd after its restart" "$docker" version
until_true 60 "ZooKeeper after the restart of dockerd" "$here/zookeeper_client.py" "$address" 2181 get /herd
run "run after the restart"

"$docker" stop --time 10 zookeeper >/dev/null
