#!/usr/bin/env bash
# The real docker client: the generated script of the core of examples/factual runs as each of its three hosts against an engine
# that records. Every value of what the client asked the engine to create is compared with what the cluster file says
# (docker_client.json, written by hand) and with the compiler's own model. A second run, --plan, --status and the script of
# the whole machine group must send no request that changes anything; on the wrong host nothing runs at all.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need "$docker" python3 ip
contained "$@"

cp -r "$here/docker_client" "$WORK/project" # the core of examples/factual
rm -rf "$WORK/project/generated"
"$HERDC" build "$WORK/project/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
"$HERDC" build --print=model "$WORK/project/cluster.herd" >"$WORK/model"

for number in 100 110 120; do
  host=ops$number
  mkdir "$WORK/$host"
  cp -r "$WORK/project/generated" "$WORK/$host/"
  core=$WORK/$host/generated/factual-mesosphere/core
  script=$core/zookeeper.sh
  "$here/machine.sh" --name "$host" --address "10.0.0.$number/24" --work "$WORK/$host" -- \
    "$here/play.sh" "$WORK/$host" \
    "$script --plan" "$script" "$script" "$script --plan" "$script --status" "$core/ops-up.sh" \
    "$core/ops-up.sh --wait 5 --help" "$core/ops-up.sh --nonsense" \
    "HERD_HOST=ops$((number == 120 ? 100 : number + 10)) $script" "ip addr del 10.0.0.$number/24 dev herd0; $script"
done
"$here/docker_client.py" "$here/docker_client.json" "$WORK"
