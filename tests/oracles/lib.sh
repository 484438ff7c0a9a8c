# shellcheck shell=bash disable=SC2034  # names such as $docker are for the scripts that read this file
# What the oracles share. An oracle exits 0 when it holds, 77 when its real consumer is missing here, else fails.
# $HERDC is the compiler under test; $WORK is a directory that exists only for this run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

# Debian's own programs: a docker or python of somebody else's may stand in /usr/local.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG HERD_HOST
docker=/usr/bin/docker

skip() {
  printf 'SKIP: %s\n' "$*"
  exit 77
}

fail() {
  printf 'FAIL: %s\n' "$*" >&2
  exit 1
}

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

# need PROGRAM…: an oracle without its consumer proves nothing, and says so.
need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || skip "$program is not installed (tests/packages.sh test)"
  done
}

need_herdc() {
  [[ -n ${HERDC-} ]] || fail "HERDC does not say which compiler to test"
  [[ -x $HERDC ]] || fail "there is no compiler at $HERDC"
}

# contained "$@": runs this script again in process and mount namespaces of its own, so that whatever it starts or
# mounts ends with it, and removes its directory afterwards, however it ended. As root; through sudo if need be.
contained() {
  [[ -z ${WORK-} ]] || return 0
  local inner='' status=0
  local -a as_root=(env)
  if ((EUID != 0)); then as_root=(sudo -n env); fi
  local -a unshare=(unshare --mount --pid --fork --kill-child --mount-proc --propagation private)
  "${as_root[@]}" "${unshare[@]}" true 2>/dev/null ||
    skip "no namespaces can be made here: that takes root (or sudo without a password)"
  local stale
  for stale in /var/tmp/herdc-oracle.*; do # of a run that was killed without a chance to clean up
    if [[ -d $stale && ! -d /proc/${stale##*.} ]]; then "${as_root[@]}" rm -rf --one-file-system "$stale"; fi
  done
  local work=/var/tmp/herdc-oracle.$$
  # shellcheck disable=SC2317  # the trap calls it
  leave() {
    # Process 1 of the namespace is a child of unshare, which may itself be a child of sudo.
    local pid=$inner first
    while [[ -n $pid ]]; do
      first=$pid
      pid=$(pgrep -P "$pid" -x 'unshare|bash' | head -n 1) || true
      "${as_root[@]}" kill -KILL "$first" 2>/dev/null || true
    done
    if [[ -n $inner ]]; then wait "$inner" 2>/dev/null || true; fi
    # What a killed dockerd left of its containers: groups that are empty by now.
    find /sys/fs/cgroup -depth -type d -path "*/${work##*/}*" -exec "${as_root[@]}" rmdir {} + 2>/dev/null || true
    if [[ -n ${HERDC_KEEP-} ]]; then
      printf 'kept: %s\n' "$work"
    else
      "${as_root[@]}" rm -rf --one-file-system "$work"
    fi
  }
  trap leave EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -m 0755 "$work"
  "${as_root[@]}" WORK="$work" HERDC="${HERDC-}" CI="${CI-}" "${unshare[@]}" "$0" "$@" &
  inner=$!
  wait "$inner" || status=$?
  inner=''
  exit "$status"
}

# work_directory: for oracles that need no namespaces.
work_directory() {
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/herdc-oracle.XXXXXX")
  trap 'rm -rf "$WORK"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# start NAME COMMAND…: in the background, output in $WORK/NAME.log; sets $started.
start() {
  local name=$1
  shift
  "$@" >"$WORK/$name.log" 2>&1 &
  started=$!
}

# stop PID: asks, then insists.
stop() {
  local pid=$1 tries
  kill -TERM "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 200; ++tries)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# until_true SECONDS WHAT COMMAND…
until_true() {
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= limit)); then
      tail -n 5 "$WORK"/*.log >&2 || true
      fail "waited in vain for $what"
    fi
    sleep 0.2
  done
}

# A port on loopback that nothing listens on.
free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return
    fi
  done
  fail "no free port on loopback"
}

# registry DIRECTORY: a docker-registry on loopback; sets $registry to its host:port and $registry_pid.
registry() {
  local port directory=$1
  mkdir -p "$directory"
  port=$(free_port)
  registry=127.0.0.1:$port
  cat >"$directory/config.yml" <<CONFIG
version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: $directory/data } }
http: { addr: $registry }
CONFIG
  start registry docker-registry serve "$directory/config.yml"
  registry_pid=$started
  until_true 20 "the registry on loopback" bash -c ": </dev/tcp/127.0.0.1/$port"
}

# mirror_for_skopeo HOME: what a program with this HOME asks of docker.io is asked of $registry.
mirror_for_skopeo() {
  mkdir -p "$1/.config/containers"
  cat >"$1/.config/containers/registries.conf" <<CONFIG
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "$registry"
insecure = true
CONFIG
}
