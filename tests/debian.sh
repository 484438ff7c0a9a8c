#!/usr/bin/env bash
# Makes a minimal Debian bookworm as a tar file, kept in build/cache/, and prints its path.
#
# The mirror is the one this machine's apt uses, whichever that is. Needs root (debootstrap makes devices and owners).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# mtime of the cache is the day of the Debian in it: after a week its packages are too old to be worth testing.
keep_days=7
suite=bookworm
cache=$PWD/build/cache
tarball=$cache/$suite-minbase.tar

mirror() {
  local uri
  # shellcheck disable=SC2016  # apt expands these, not the shell
  uri=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }')
  if [[ -z $uri ]]; then
    printf 'debian.sh: no apt source of this machine has %s main\n' "$suite" >&2
    return 2
  fi
  printf '%s\n' "$uri"
}

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9
if [[ ! -s $tarball || -n $(find "$tarball" -mtime "+$keep_days") ]]; then
  from=$(mirror)
  work=$(mktemp -d "$cache/debootstrap.XXXXXX")
  trap 'rm -rf --one-file-system "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if ! debootstrap --variant=minbase "$suite" "$work/root" "$from" >"$cache/debootstrap.log" 2>&1; then
    tail -n 20 "$cache/debootstrap.log" >&2
    exit 2
  fi
  # What every user of it would throw away; the machine's own names never become part of an image.
  rm -rf "$work/root/var/cache/apt/archives"/*.deb "$work/root/var/lib/apt/lists"/* "$work/root/var/log"/*.log
  rm -f "$work/root/etc/resolv.conf" "$work/root/etc/hostname" "$work/root/etc/machine-id"
  tar --numeric-owner --one-file-system -C "$work/root" -cf "$work/new.tar" .
  mv "$work/new.tar" "$tarball"
fi
printf '%s\n' "$tarball"
