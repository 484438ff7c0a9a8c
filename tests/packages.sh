#!/usr/bin/env bash
# Installs the Debian packages that herdc needs and that this machine lacks; says nothing when none is missing.
#
#   tests/packages.sh build         what it takes to build herdc
#   tests/packages.sh build test    and what it takes to run the whole test suite
#   tests/packages.sh --list SET…   only prints the names
#
# Works as root or through sudo. No service is started, neither now nor at the next boot: several of the test
# packages (docker.io, docker-registry) would otherwise leave a daemon running on the machine of whoever tries herdc.
set -euo pipefail

build_set=(
  g++ cmake ninja-build pkg-config
  antlr4 libantlr4-runtime-dev uuid-dev # the parser generator (with its Java), its C++ runtime, what that links
  libfmt-dev nlohmann-json3-dev libyaml-cpp-dev libboost-graph-dev libcli11-dev libssl-dev
  catch2 python3                        # the tests are configured with everything else
)

test_set=(
  git clang-format shellcheck
  docker.io apparmor                    # client and dockerd; apparmor_parser where the kernel has AppArmor
  skopeo docker-registry                # `herdc lock` asks a real registry, on loopback
  debootstrap                           # the base image of the engine test
  haproxy socat jq openssl              # the proxy, what runs beside it in its image, and marathon/launch.sh's jq
  iproute2 iptables procps util-linux hostname
  strace ca-certificates curl
  python3-jsonschema                    # what Marathon is told is held against a schema
)

# Units that belong to the packages above and that an installation would enable.
units=(haproxy.service docker.service docker.socket containerd.service docker-registry.service)

fail() {
  printf 'packages: %s\n' "$*" >&2
  exit 2
}

wanted() {
  local set
  for set in "$@"; do
    case $set in
      build) printf '%s\n' "${build_set[@]}" ;;
      test) printf '%s\n' "${test_set[@]}" ;;
      *) fail "no package set is called '$set'; there are: build test" ;;
    esac
  done
}

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "root is needed to install packages: run this as root, or install sudo"
  fi
}

policy=/usr/sbin/policy-rc.d
saved_policy=$policy.before-herdc
policy_is_ours=false

# invoke-rc.d and deb-systemd-invoke ask this file before they start anything; 101 means "not allowed".
forbid_services() {
  trap restore_services EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [[ -e $policy && ! -e $saved_policy ]]; then as_root mv "$policy" "$saved_policy"; fi
  policy_is_ours=true
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 0755 "$policy"
}

restore_services() {
  $policy_is_ours || return 0
  as_root rm -f "$policy"
  if [[ -e $saved_policy ]]; then as_root mv "$saved_policy" "$policy"; fi
  policy_is_ours=false
}

main() {
  if [[ ${1-} == --list ]]; then
    shift
    wanted "$@"
    return
  fi
  (($# > 0)) || fail "which set? (build, test)"
  local list name
  local -a missing=()
  list=$(wanted "$@")
  command -v dpkg-query >/dev/null || fail "this needs Debian's dpkg; elsewhere, install by hand: ${list//$'\n'/ }"
  for name in $list; do
    installed "$name" || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  printf 'packages: installing %d from Debian: %s\n' "${#missing[@]}" "${missing[*]}"
  local log
  log=$(mktemp "${TMPDIR:-/tmp}/herdc-packages.XXXXXX")
  local -a fresh_units=()
  for name in "${units[@]}"; do
    installed_unit "$name" || fresh_units+=("$name")
  done
  forbid_services
  if ! install "${missing[@]}" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "apt-get failed; the whole log is $log"
  fi
  rm -f "$log"
  # deb-systemd-helper works with and without a running systemd, but only for a maintainer script, so it is told it is one.
  if ((${#fresh_units[@]})) && command -v deb-systemd-helper >/dev/null; then
    as_root env DPKG_MAINTSCRIPT_PACKAGE=herdc deb-systemd-helper disable "${fresh_units[@]}" >/dev/null 2>&1 || true
  fi
}

installed_unit() { [[ -e /lib/systemd/system/$1 || -e /usr/lib/systemd/system/$1 ]]; }

# Recommended packages are left out: they would bring a mail server with them on a bare machine.
install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}

main "$@"
