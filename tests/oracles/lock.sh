#!/usr/bin/env bash
# `herdc lock` against a real registry on loopback, and `herdc build` without any network.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need docker-registry skopeo python3 strace
contained "$@"

cd "$WORK"
cat >cluster.herd <<'HERD'
cluster lock {
  domain   = "test.example.com"
  registry = "registry.test.example.com:5000"
}

base tiny { repository = "docker.io/library/tiny", tag = "1.0" }

image small { base = tiny, labels { purpose = "test" } }
HERD

# pushed TAG TEXT: prints the digest.
pushed() {
  rm -rf "$WORK/image"
  "$here/tiny_image.py" "$WORK/image" "$2"
  skopeo copy --quiet --dest-tls-verify=false "oci:$WORK/image" "docker://$registry/library/tiny:$1"
}

# herdc CODE COMMAND…: has to end with this exit code.
herdc() {
  local code=$1 found=0
  shift
  HOME=$WORK/home "$HERDC" "$@" >out 2>&1 || found=$?
  [[ $found == "$code" ]] || fail "herdc $*: exit code $found, expected $code: $(cat out)"
}

registry "$WORK/registry"
mirror_for_skopeo "$WORK/home"
digest=$(pushed 1.0 first)

say "a base that is not pinned stops the build"
herdc 1 build cluster.herd
grep -q 'HERD[0-9]\{4\}' out || fail "no diagnostic: $(cat out)"
[[ ! -e generated ]] || fail "something was written"

say "herdc lock records the digest that the registry has"
herdc 0 lock cluster.herd
grep -qF "$digest" herd.lock || fail "herd.lock lacks $digest: $(cat herd.lock)"
cp -p herd.lock first.lock
herdc 0 lock cluster.herd
cmp herd.lock first.lock || fail "a second lock changed herd.lock"

say "herdc build pins it, and asks no network"
# The leak checker of a sanitizer build cannot work under strace.
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=socket,connect -o calls "$HERDC" build cluster.herd >out 2>&1 || fail "$(cat out)"
[[ ! -s calls ]] || fail "herdc build used the network: $(head -n 3 calls)"
grep -qx "FROM docker.io/library/tiny@$digest" generated/lock/images/small/Dockerfile ||
  fail "no pinned FROM: $(cat generated/lock/images/small/Dockerfile)"
cp -p herd.lock first.lock

say "another image under the same tag changes nothing that is built"
other=$(pushed 1.0 second)
[[ $other != "$digest" ]] || fail "the test pushed the same image twice"
herdc 0 build cluster.herd
grep -qF "$digest" generated/lock/images/small/Dockerfile || fail "the build followed the tag"

say "a tag that is not there, and a registry that is away: said, and herd.lock stays as it is"
cp -p herd.lock kept.lock
sed -i 's/"1.0"/"9.9"/' cluster.herd
found=0
HOME=$WORK/home "$HERDC" lock cluster.herd >out 2>&1 || found=$?
[[ $found == 1 || $found == 2 ]] || fail "a tag that is not there: exit code $found: $(cat out)"
grep -q '9\.9' out || fail "the message does not name the tag: $(cat out)"
cmp herd.lock kept.lock || fail "a failed lock changed herd.lock"
stop "$registry_pid"
rm herd.lock
sed -i 's/"9.9"/"1.0"/' cluster.herd
found=0
HOME=$WORK/home "$HERDC" lock cluster.herd >out 2>&1 || found=$?
[[ $found == 2 ]] || fail "no registry: exit code $found, expected 2: $(cat out)"
[[ ! -e herd.lock ]] || ! grep -q sha256: herd.lock || fail "a digest was made up: $(cat herd.lock)"
