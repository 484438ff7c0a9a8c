#!/usr/bin/env bash
# A real engine: builds the generated images, and the generated script brings up a real ZooKeeper that answers, from
# its data volume, twice; after its container is gone the data is still there and is served again.
#
# Building needs the Debian mirror, which only this machine's own network reaches: the first dockerd runs there,
# without a bridge and without touching the firewall. Running needs the address of the cluster's machine: the second
# dockerd runs over the same data on a machine made for it (machine.sh), which reaches nothing.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/oracles/engine/lib.sh
source "$here/engine/lib.sh"

need_herdc
need "$docker" dockerd docker-registry skopeo debootstrap python3 ip iptables
contained "$@"

cluster=$WORK/cluster
data=$WORK/docker-data
disk=$WORK/disk
mkdir -p "$cluster" "$data" "$disk" "$WORK/client"
cp "$here/engine/cluster.herd" "$cluster/"
export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/client

say "a registry and a dockerd of this test's own, and a base for them"
registry "$WORK/registry"
engine building
base "$registry/library/debian:bookworm-20260824-slim"
"$docker" push --quiet "$registry/library/debian:bookworm-20260824-slim" >/dev/null
"$docker" image rm --force "$registry/library/debian:bookworm-20260824-slim" >/dev/null

say "herdc lock asks that registry, herdc build writes the tree"
mirror_for_skopeo "$WORK/home"
HOME=$WORK/home "$HERDC" lock "$cluster/cluster.herd"
"$HERDC" build "$cluster/cluster.herd"
tree=$cluster/generated/engine

say "images/build.sh builds the images"
"$tree/images/build.sh" --network host >"$WORK/build.log" 2>&1 || fail "images/build.sh: $(tail -n 30 "$WORK/build.log")"
images=$("$docker" image ls --quiet --no-trunc | sort)
say "images/build.sh again: nothing to do"
"$tree/images/build.sh" --network host >"$WORK/build2.log" 2>&1 || fail "images/build.sh: $(tail -n 30 "$WORK/build2.log")"
[[ $("$docker" image ls --quiet --no-trunc | sort) == "$images" ]] || fail "a second images/build.sh made other images"
stop "$dockerd"
stop "$registry_pid"

say "the machine zk7: dockerd over the same images, and the generated script"
cp -r "$tree" "$WORK/tree"
"$here/machine.sh" --name zk7 --address 10.77.0.7/24 --work "$WORK" \
  --bind "$data:/var/lib/docker" --bind "$disk:/disk" -- "$here/engine_machine.sh" "$WORK"
say "fine"
