#!/usr/bin/env bash
# Hostile text (hostile.tsv) through compiler, generated Dockerfile, images/build.sh and a real engine: the image says
# byte for byte what the cluster file says, in variables, labels, entry point and command.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need "$docker" dockerd docker-registry skopeo python3
contained "$@"

export HERDC HOME=$WORK/home DOCKER_CONFIG=$WORK/home DOCKER_HOST=unix://$WORK/docker.sock
registry "$WORK/registry"
mirror_for_skopeo "$HOME"
"$here/tiny_image.py" "$WORK/tiny" >/dev/null
skopeo copy --quiet --dest-tls-verify=false "oci:$WORK/tiny" "docker://$registry/library/tiny:1.0"
start dockerd dockerd --data-root "$WORK/data" --exec-root "$WORK/exec" --pidfile "$WORK/dockerd.pid" \
  --host "$DOCKER_HOST" --bridge=none --iptables=false --ip-forward=false --ip-masq=false \
  --registry-mirror "http://$registry"
until_true 60 "dockerd" "$docker" version

# The lock of the base alone serves every project.
mkdir "$WORK/projects" "$WORK/locked"
cat >"$WORK/locked/cluster.herd" <<'HERD'
cluster odd { domain = "test.example.com" }
base tiny { repository = "docker.io/library/tiny", tag = "1.0" }
HERD
"$HERDC" lock "$WORK/locked/cluster.herd" >"$WORK/lock.out" 2>&1 || fail "herdc lock: $(cat "$WORK/lock.out")"
"$here/hostile_image.py" write "$here/hostile.tsv" "$WORK/projects"
for project in "$WORK/projects"/*/; do cp "$WORK/locked/herd.lock" "$project"; done
status=0
"$here/hostile_image.py" check "$here/hostile.tsv" "$WORK/projects" || status=1
stop "$started"
exit "$status"
