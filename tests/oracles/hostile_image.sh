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

# Two Dockerfiles of one directory: docker builds each image from its own.
mkdir -p "$WORK/two/app"
cp "$WORK/locked/herd.lock" "$WORK/two/"
cat "$WORK/locked/cluster.herd" - >"$WORK/two/cluster.herd" <<'HERD'
image app { dockerfile = "app/Dockerfile" }
image app-dev { dockerfile = "app/Dockerfile.dev" }
HERD
printf 'FROM tiny\nLABEL which=usual\n' >"$WORK/two/app/Dockerfile"
printf 'FROM tiny\nLABEL which=dev\n' >"$WORK/two/app/Dockerfile.dev"
"$HERDC" build "$WORK/two/cluster.herd" >"$WORK/two.out" 2>&1 || fail "$(cat "$WORK/two.out")"
"$WORK/two/generated/odd/images/build.sh" >"$WORK/two.out" 2>&1 || fail "$(cat "$WORK/two.out")"
for pair in usual:odd/app dev:odd/app-dev; do
  found=$("$docker" image ls --filter "label=which=${pair%%:*}" --format '{{.Repository}}')
  [[ $found == "${pair#*:}" ]] || fail "the image from the Dockerfile '${pair%%:*}' is '$found', expected '${pair#*:}'"
done

stop "$started"
exit "$status"
