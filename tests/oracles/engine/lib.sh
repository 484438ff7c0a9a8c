# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # read after lib.sh, by a script that sets and reads these
# A dockerd of the test's own, and a base image for it, for oracles that build and run real containers. Read after
# lib.sh; $data is dockerd's directory.

# engine NAME OPTION…: a dockerd over $data; sets $dockerd.
engine() {
  local name=$1
  shift
  start "$name" dockerd --data-root "$data" --exec-root "$WORK/exec" --pidfile "$WORK/dockerd.pid" \
    --host "unix://$WORK/docker.sock" --bridge=none --iptables=false --ip-forward=false --ip-masq=false \
    --registry-mirror "http://$registry" --cgroup-parent "/${WORK##*/}" "$@"
  dockerd=$started
  until_true 60 "dockerd" "$docker" version
}

# base IMAGE: a minimal Debian without what its slim images leave out either, with the apt mirror of this machine.
base() {
  local tree=$WORK/base
  mkdir "$tree"
  tar --numeric-owner -C "$tree" -xf "$("$root/tests/debian.sh")"
  rm -rf "$tree/usr/share/doc"/* "$tree/usr/share/man" "$tree/usr/share/info" "$tree/usr/share/locale"/*
  printf 'path-exclude /usr/share/%s/*\n' doc man info locale >"$tree/etc/dpkg/dpkg.cfg.d/docker"
  apt-config dump Acquire | grep -Ei '^Acquire::(ftp|https?)::' >"$tree/etc/apt/apt.conf.d/01host" || true
  tar --numeric-owner -C "$tree" -c . | "$docker" import --change 'CMD ["bash"]' - "$1" >/dev/null
  rm -rf --one-file-system "$tree"
}
