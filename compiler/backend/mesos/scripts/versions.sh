# shellcheck shell=bash
# --- versions of the configuration -----------------------------------------------------------------------

# $store/N/$program and $store/N/zk are one version. /etc/$program and /etc/mesos/zk lead there by way of
# $store/current, so that one rename changes all of them. Nothing is ever written where the init wrapper looks: it
# would take any file for a flag.

# point LINK TARGET: at once.
point() {
  ln -sfn "$2" "$1.herd-new"
  mv -T "$1.herd-new" "$1"
}

# Like point, for a link whose directory the init wrapper or dpkg read.
point_in() { # DIRECTORY NAME TARGET
  ln -sfn "$3" "$1/.$2.herd-new"
  mv -T "$1/.$2.herd-new" "$1/$2"
}

# A version that is being written is $store/new; only a whole one has a number.
begin_version() {
  rm -rf "$store/new"
  mkdir -p "$store/new/$program"
}

# Gives it a number and makes it the current one.
finish_version() {
  local number=1
  while [[ -e $store/$number ]]; do number=$((number + 1)); done
  sync -f "$store/new" 2>/dev/null || sync
  mv -T "$store/new" "$store/$number"
  point "$store/current" "$number"
}

# The version that `wanted` describes.
write_version() {
  local name
  begin_version
  for name in "${!wanted[@]}"; do
    case $name in
      zk-address) printf '%s\n' "${wanted[$name]}" >"$store/new/zk" ;;
      package-version) ;;
      '?'*) : >"$store/new/$program/$name" ;;
      *) printf '%s\n' "${wanted[$name]}" >"$store/new/$program/$name" ;;
    esac
  done
  chmod -R u=rwX,go=rX "$store/new"
  finish_version
}

# What is there and not ours becomes a version, too: it is the one before. A link may lead to it.
adopt() {
  if [[ -d /etc/$program && $(readlink "/etc/$program") != "$store/current/$program" ]]; then
    begin_version
    cp -a "/etc/$program/." "$store/new/$program/"
    if [[ -f /etc/mesos/zk ]]; then cp /etc/mesos/zk "$store/new/zk"; fi
    finish_version
  fi
}

# What a link cannot take the place of.
check_places() {
  if [[ -d /etc/mesos/zk && ! -L /etc/mesos/zk ]]; then
    left_to_do "move the directory /etc/mesos/zk away: the file with the address of the masters goes there"
    return 1
  fi
}

# /etc/$program and /etc/mesos/zk lead to the current version. A directory cannot be exchanged for a link in one step:
# this once, there is a moment without.
link() {
  mkdir -p /etc/mesos
  if [[ $(readlink "/etc/$program") != "$store/current/$program" ]]; then
    ln -sfn "$store/current/$program" "/etc/.$program.herd-new"
    if [[ -d /etc/$program && ! -L /etc/$program ]]; then
      rm -rf "$store/original"
      mv -T "/etc/$program" "$store/original"
    fi
    mv -T "/etc/.$program.herd-new" "/etc/$program"
  fi
  if [[ $(readlink /etc/mesos/zk) != "$store/current/zk" ]]; then point_in /etc/mesos zk "$store/current/zk"; fi
}

# Everything but the current version and the one before. The agent does not mind what stays.
forget_old() {
  local entry name kept
  kept=" $(readlink "$store/current") $(readlink "$store/previous" || true) " # there need not be one before
  forget "$store/original"
  for entry in "$store"/*; do
    name=${entry##*/}
    if [[ $name =~ ^[0-9]+$ && $kept != *" $name "* ]]; then forget "$entry"; fi
  done
}

# Whatever keeps a file from being removed (a mount, an attribute), the next run tries again.
forget() {
  [[ ! -e $1 ]] || rm -rf "$1" || left_to_do "remove $1, which this script cannot: nothing needs it any more"
}
