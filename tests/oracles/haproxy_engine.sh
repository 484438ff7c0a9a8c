#!/usr/bin/env bash
# A real engine and the real image of the proxy: core/edge.sh brings it up, reloads it when its configuration or a
# certificate changes, keeps what ran when that fails, and replaces the container for nothing but what replaces one.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/oracles/engine/lib.sh
source "$here/engine/lib.sh"

need_herdc
need "$docker" dockerd docker-registry skopeo debootstrap python3 ip iptables openssl curl
contained "$@"

cluster=$WORK/cluster
data=$WORK/docker-data
mkdir -p "$cluster" "$data" "$WORK/client"
cp "$here/haproxy_engine/cluster.herd" "$cluster/"
export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/client

say "a registry, a dockerd and a base of this test's own"
registry "$WORK/registry"
engine building
base "$registry/library/debian:bookworm-20260824-slim"
"$docker" push --quiet "$registry/library/debian:bookworm-20260824-slim" >/dev/null
mirror_for_skopeo "$WORK/home"
HOME=$WORK/home "$HERDC" lock "$cluster/cluster.herd"

# tree NAME SED-EXPRESSION: the tree of the cluster file after a change.
tree() {
  cp -r "$cluster" "$WORK/$1-source"
  sed -i "$2" "$WORK/$1-source/cluster.herd"
  "$HERDC" build "$WORK/$1-source/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$1: $(cat "$WORK/build.out")"
  cp -r "$WORK/$1-source/generated/proxy-engine" "$WORK/$1"
}
tree first ''
tree route 's|^  route "wiki.*|&\n  route "second.test.example.com" { servers = ["10.78.0.7:9002"] }|'
tree larger 's|128MiB|160MiB|'
grep -q second "$WORK/route/haproxy/edge.cfg" || fail "the route was not added"

say "images/build.sh builds the images"
"$WORK/first/images/build.sh" --network host >"$WORK/build.log" 2>&1 || fail "images/build.sh: $(tail -n 30 "$WORK/build.log")"
stop "$dockerd"
stop "$registry_pid"

"$here/machine.sh" --name edge7 --address 10.78.0.7/24 --work "$WORK" --bind "$data:/var/lib/docker" -- \
  "$here/haproxy_engine/machine.sh" "$WORK"
say "fine"
