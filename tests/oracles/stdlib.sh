#!/usr/bin/env bash
# The standard library's PostgreSQL, Ruby and exporter, built by the generated images/build.sh on a real engine and
# started by the generated scripts on a machine of their own: each does what its page says. As engine.sh is for ZooKeeper.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/oracles/engine/lib.sh
source "$here/engine/lib.sh"

need_herdc
need "$docker" dockerd docker-registry skopeo debootstrap git ip iptables
contained "$@"

cluster=$WORK/cluster
data=$WORK/docker-data
disk=$WORK/disk
mkdir -p "$cluster" "$data" "$disk/repository" "$WORK/client"
cp "$here/stdlib/cluster.herd" "$here/stdlib/worker.rb" "$cluster/"
export DOCKER_HOST=unix://$WORK/docker.sock DOCKER_CONFIG=$WORK/client

say "a registry and a dockerd of this test's own, and a base for them"
registry "$WORK/registry"
engine building
base "$registry/library/debian:bookworm-20260824-slim"
"$docker" push --quiet "$registry/library/debian:bookworm-20260824-slim" >/dev/null
mirror_for_skopeo "$WORK/home"
HOME=$WORK/home "$HERDC" lock "$cluster/cluster.herd"
"$HERDC" build "$cluster/cluster.herd" >/dev/null
tree=$cluster/generated/stdlib

say "images/build.sh builds the images"
"$tree/images/build.sh" --network host >"$WORK/build.log" 2>&1 || fail "images/build.sh: $(tail -n 30 "$WORK/build.log")"
stop "$dockerd"
stop "$registry_pid"

say "a password, and a repository with an application in it"
printf '%s\n' "quite\\secret '\"\$x" >"$disk/postgres-password"
chmod 0600 "$disk/postgres-password"
git init --quiet --initial-branch main "$WORK/application"
mkdir -p "$WORK/application/service/bin"
cp "$here/stdlib/worker.rb" "$WORK/application/service/bin/worker"
chmod 0755 "$WORK/application/service/bin/worker"
git -C "$WORK/application" add .
git -C "$WORK/application" -c user.name=herd -c user.email=herd@example.com commit --quiet --message "a worker"
git clone --quiet --bare "$WORK/application" "$disk/repository/bills.git"
chown -R 2300:2300 "$disk/repository" # the image's user: git refuses a local repository of somebody else

say "the machine box7: dockerd over the same images, and the generated scripts"
cp -r "$tree" "$WORK/tree"
"$here/machine.sh" --name box7 --address 10.77.0.7/24 --work "$WORK" \
  --bind "$data:/var/lib/docker" --bind "$disk:/disk" -- "$here/stdlib/machine.sh" "$WORK"
say "fine"
