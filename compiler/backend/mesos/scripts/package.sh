# shellcheck shell=bash
# --- the package -----------------------------------------------------------------------------------------

installed_version() {
  local state version
  read -r state version < <(dpkg-query --show --showformat='${db:Status-Abbrev} ${Version}\n' "$package_name" 2>/dev/null) || true
  if [[ ${state-} == ?i* ]]; then printf '%s\n' "$version"; fi
}

require_mesos() {
  local name
  for name in mesos-init-wrapper "$program" mesos-agent mesos-slave; do
    if PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$name" >/dev/null; then return 0; fi
  done
  stop_with "$could_not_run" "Mesos is not installed on this machine: install it, or declare \`package { … }\` in \`slaves $pool\`"
}

# put_file PATH TEXT: at once, under a name that apt does not read until it is whole.
put_file() {
  local directory=${1%/*} name=${1##*/}
  if [[ -f $1 && $(cat "$1") == "$2" ]]; then return 0; fi
  todo "update in place: $1" || return 0
  mkdir -p "$directory"
  printf '%s\n' "$2" >"$directory/.$name.herd-new"
  chmod 0644 "$directory/.$name.herd-new"
  mv -T "$directory/.$name.herd-new" "$1"
}

same_bytes() { [[ -f $2 && $(sha256sum <"$1") == "$(sha256sum <"$2")" ]]; }

put_key() {
  local directory=/${package_key%/*}
  if same_bytes "$tree/$package_key" "/$package_key"; then return 0; fi
  todo "update in place: /$package_key" || return 0
  mkdir -p "$directory"
  cp "$tree/$package_key" "$directory/.key.herd-new"
  chmod 0644 "$directory/.key.herd-new"
  apt_ties_keys || apt-key add "$directory/.key.herd-new" >/dev/null
  mv -T "$directory/.key.herd-new" "/$package_key"
}

# apt before 1.1 (trusty's) does not tie a key to one repository.
apt_ties_keys() {
  local version
  version=$(dpkg-query --show --showformat='${Version}' apt 2>/dev/null) || return 0
  dpkg --compare-versions "$version" ge 1.1
}

declare_source() {
  local tie=''
  [[ -f $tree/$package_key ]] || stop_with "$could_not_run" "$tree/$package_key is missing: this checkout is incomplete"
  put_key
  if apt_ties_keys; then tie="[signed-by=/$package_key] "; fi
  put_file "/etc/apt/sources.list.d/herd-$program.list" "deb $tie$package_source"
  # 1001: this version even where it is older than the one that is installed.
  put_file "/etc/apt/preferences.d/herd-$program" \
    "$(printf 'Package: %s\nPin: version %s\nPin-Priority: 1001' "$package_name" "$package_version")"
}

# No pipe: grep leaves at the first match, and a writer that dies of it would mean "not held".
is_held() { grep -qxF "$package_name" <<<"$(apt-mark showhold 2>/dev/null)"; }

hold_package() {
  if is_held || ! todo "update in place: hold the package $package_name"; then return 0; fi
  apt-mark hold "$package_name" >/dev/null || true # it is asked
  is_held || stop_with "$failed" "$package_name is not held, and the next upgrade would replace it: see what" \
    "\`apt-mark hold $package_name\` says, and run this again. The flags are as before"
  unheld=''
}

unheld='' # whether we took back a hold

unhold_package() {
  is_held || return 0
  unheld=yes
  apt-mark unhold "$package_name" >/dev/null || true
  ! is_held || stop_with "$failed" "$package_name is held, and stays at its version: see what" \
    "\`apt-mark unhold $package_name\` says, and run this again. The flags are as before"
}

# Without the version that is wanted, the one that is there is held as it was.
hold_again() {
  [[ -z $unheld ]] || apt-mark hold "$package_name" >/dev/null || complain "$package_name is not held any more"
}

# apt-get without our lock, which a daemon that a package starts would keep.
run_apt() { DEBIAN_FRONTEND=noninteractive apt-get "$@" 9>&-; }

install_version() {
  local options=(--yes --no-install-recommends -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
  local problem=''
  if [[ -n $1 ]] && dpkg --compare-versions "$1" gt "$package_version"; then options+=(--allow-downgrades); fi
  unhold_package
  if ! { run_apt update && run_apt install "${options[@]}" "$package_name=$package_version"; }; then
    problem='apt-get failed, and said why'
  elif [[ $(installed_version) != "$package_version" ]]; then
    problem='apt-get says nothing of a failure'
  fi
  [[ -n $problem ]] || return 0
  hold_again
  stop_with "$failed" "$package_name $package_version is not installed: $problem. When \`apt-get install" \
    "$package_name=$package_version\` works here, run this again. The flags are as before"
}

install_package() {
  local version
  if [[ -z $package_name ]]; then
    require_mesos
    return 0
  fi
  declare_source
  version=$(installed_version)
  if [[ $version != "$package_version" ]]; then
    if todo "$([[ -n $version ]] && printf update || printf add): the package $package_name $package_version"; then install_version "$version"; fi
  fi
  hold_package
}
