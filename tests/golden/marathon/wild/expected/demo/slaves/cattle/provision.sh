#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Makes each of the machines cattle a Mesos agent of cluster demo. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail

cluster=demo
pool=cattle
program=mesos-slave # the service, and its directory in /etc

# Machines of the masters. The way to them says which address of this machine is the agent's.
masters=(
  10.0.0.1
  10.0.0.2
  10.0.0.3
)

# Files beside this script that are flags of all agents here.
flags=(
  attributes
  resources
  work_dir
)

# Flags that a running agent does not take over: its tasks have to be gone.
draining=(
  advertise_ip
  advertise_port
  attributes
  cgroups_hierarchy
  cgroups_root
  containerizers
  default_role
  domain
  hostname
  hostname_lookup
  isolation
  launcher
  port
  recover
  resources
  runtime_dir
  work_dir
)

# The package of Mesos; without a name, it has to be installed already.
package_name=''
package_version=''
package_source=''
package_key=''

# Place in the pool, address if one was given, and this host's own flags: name, text, name, text…
places=40
at_host() {
  case $1 in
    cow001) place=0 address='' own=() ;;
    cow002) place=1 address='' own=() ;;
    cow003) place=2 address='' own=() ;;
    cow004) place=3 address='' own=() ;;
    cow005) place=4 address='' own=() ;;
    cow006) place=5 address='' own=() ;;
    cow007) place=6 address='' own=() ;;
    cow008) place=7 address='' own=() ;;
    cow009) place=8 address='' own=() ;;
    cow010) place=9 address='' own=() ;;
    cow011) place=10 address='' own=() ;;
    cow012) place=11 address='' own=() ;;
    cow013) place=12 address='' own=() ;;
    cow014) place=13 address='' own=() ;;
    cow015) place=14 address='' own=() ;;
    cow016) place=15 address='' own=() ;;
    cow017) place=16 address='' own=() ;;
    cow018) place=17 address='' own=() ;;
    cow019) place=18 address='' own=() ;;
    cow020) place=19 address='' own=() ;;
    cow021) place=20 address='' own=() ;;
    cow022) place=21 address='' own=() ;;
    cow023) place=22 address='' own=() ;;
    cow024) place=23 address='' own=() ;;
    cow025) place=24 address='' own=() ;;
    cow026) place=25 address='' own=() ;;
    cow027) place=26 address='' own=() ;;
    cow028) place=27 address='' own=() ;;
    cow029) place=28 address='' own=() ;;
    cow030) place=29 address='' own=() ;;
    cow031) place=30 address='' own=() ;;
    cow032) place=31 address='' own=() ;;
    cow033) place=32 address='' own=() ;;
    cow034) place=33 address='' own=() ;;
    cow035) place=34 address='' own=() ;;
    cow036) place=35 address='' own=() ;;
    cow037) place=36 address='' own=() ;;
    cow038) place=37 address='' own=() ;;
    cow039) place=38 address='' own=() ;;
    cow040) place=39 address='' own=() ;;
    *) return 1 ;;
  esac
}

# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale.
export LC_ALL=C

# Whoever calls it: files are readable for the agent and for apt, and `cd` says nothing and goes where it is told.
umask 022
unset CDPATH

# Exit codes, the same as those of the scripts in core/.
readonly converged=0 failed=1 could_not_run=2 waiting=3

mode=up
result=$converged
quiet=yes # nothing was said

# One line for the reader: nothing but printable characters reaches a terminal.
line() {
  local text=$*
  printf '%s\n' "${text//[![:print:]]/?}"
}

complain() { line "${0##*/}: $*" >&2; }

# finish EXIT_CODE: the way out that is meant. Any other is one that nobody thought of, and at_exit speaks of it.
finish() {
  trap - EXIT
  exit "$1"
}

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  finish "$1"
}

step='looking at this machine' # what failed, should something fail

say() {
  quiet=''
  if [[ $mode != status ]]; then line "$host: $*"; fi
}

# todo WORDS...: says what is done, or would be; fails when it must not be done now.
todo() {
  step=$*
  say "$*"
  [[ $mode == up ]]
}

left_to_do() {
  say "left to you: $*"
  result=$waiting
}

# --- this host -------------------------------------------------------------------------------------------

host=''
place=0
address=''
own=()
ip=''
tree=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# Sets `host` from HERD_HOST or the host name, and its row of the table.
find_host() {
  host=${HERD_HOST:-$(hostname -s)}
  host=${host,,}
  at_host "$host" || stop_with "$could_not_run" "$host is not in the table of this script (HERD_HOST=NAME names another)"
  # Two machines that both take themselves for one host would register twice.
  if [[ -n $address ]] && ! has_address "$address"; then
    stop_with "$could_not_run" "this machine does not have the address $address of $host"
  fi
}

has_address() {
  local family found
  while read -r _ _ family found _; do
    if [[ $family == inet* && ${found%%/*} == "$1" ]]; then
      return 0
    fi
  done < <(ip -o addr show)
  return 1
}

# The address with which this machine reaches the address $1.
source_towards() {
  local route
  route=$(ip -o route get "$1" 2>/dev/null) || return 1
  [[ $route =~ [[:space:]]src[[:space:]]([0-9a-f.:]+) ]] || return 1
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# Sets `ip`: what masters have to be told, so the address that they see.
find_ip() {
  local master found
  for master in "${masters[@]}"; do
    found=$(source_towards "$master") || stop_with "$could_not_run" "there is no route from this machine to the master at $master"
    case $found in
      127.* | ::1) stop_with "$could_not_run" "the master at $master is reached from the loopback address $found, which no other machine can use" ;;
    esac
    [[ -z $ip || $ip == "$found" ]] ||
      stop_with "$could_not_run" "the masters are reached from different addresses of this machine, $ip and $found"
    ip=$found
  done
  [[ -z $address || $ip == "$address" ]] ||
    stop_with "$could_not_run" "the masters are reached from $ip, and the address of $host is said to be $address"
}

# --- what is different -----------------------------------------------------------------------------------

# By the name of the file, and two that are no flags: `zk-address` for /etc/mesos/zk, `package-version`.
declare -A wanted=() present=() running=()
has_running='' # whether it is known what the agent was started with
is_linked=''   # whether /etc/$program is ours

readonly store=/etc/herd/$program

one_line() {
  local text
  { text=$(<"$1"); } 2>/dev/null # bash complains of NUL bytes, and drops them as the wrapper does
  printf '%s\n' "${text//$'\n'/ }"
}

read_wanted() {
  local name i
  for name in ${flags[@]+"${flags[@]}"}; do
    [[ -f $tree/etc/$program/$name ]] || stop_with "$could_not_run" "$tree/etc/$program/$name is missing: this checkout is incomplete"
    wanted[$name]=$(one_line "$tree/etc/$program/$name")
  done
  for ((i = 0; i < ${#own[@]}; i += 2)); do
    wanted[${own[i]}]=${own[i + 1]}
  done
  wanted[ip]=$ip
  wanted[zk-address]=$(one_line "$tree/etc/mesos/zk")
  wanted[package-version]=$package_version
}

# A directory of attributes or resources, as the init wrapper puts it together.
joined() {
  local file text='' separator=''
  for file in "$1"/*; do
    [[ -s $file ]] || continue
    text+=$separator${file##*/}:$(one_line "$file")
    separator=';'
  done
  printf '%s\n' "$text"
}

# What the init wrapper would read now.
read_present() {
  local file
  [[ $(readlink "/etc/$program") == "$store/current/$program" && $(readlink /etc/mesos/zk) == "$store/current/zk" ]] && is_linked=yes
  present[package-version]=$package_version # no file
  for file in "/etc/$program"/*; do
    case $file in
      */'?'*) present[${file##*/}]='' ;;
      *)
        if [[ -d $file ]]; then
          present[${file##*/}]=$(joined "$file")
          is_linked='' # rewritten as one file
        elif [[ -f $file ]]; then
          present[${file##*/}]=$(one_line "$file")
        fi
        ;;
    esac
  done
  [[ ! -f /etc/mesos/zk ]] || present[zk-address]=$(one_line /etc/mesos/zk)
}

# What the agent was started with, when this script started it.
read_running() {
  local text damaged=''
  running=([package-version]='')
  [[ ! -d $store/running ]] || stop_with "$could_not_run" "$store/running is a directory: remove it, a file goes there"
  [[ -f $store/running ]] || return 0
  has_running=yes
  while IFS= read -r text || [[ -n $text ]]; do
    if [[ $text =~ ^(\??[a-z0-9_-]+)=(.*)$ ]]; then running[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}; else damaged=yes; fi
  done <"$store/running"
  if [[ -n $damaged || -z ${running[ip]-} ]]; then
    say "$store/running is damaged, so it is not known what $program was started with"
    has_running='' running=([package-version]='')
  fi
}

write_running() {
  local name
  for name in "${!wanted[@]}"; do
    printf '%s=%s\n' "$name" "${wanted[$name]}"
  done | sort >"$store/running.new"
  mv -T "$store/running.new" "$store/running"
}

different=()

# find_differences ARRAY: sets `different` to the names that it and `wanted` do not have alike; fails when there are none.
# A name may hold whatever the name of a file may.
find_differences() {
  local -n old=$1
  local name
  different=()
  while IFS= read -rd '' name; do
    [[ ${wanted[$name]+x}${wanted[$name]-} == "${old[$name]+x}${old[$name]-}" ]] || different+=("$name")
  done < <(printf '%s\0' "${!wanted[@]}" "${!old[@]}" | sort -zu)
  ((${#different[@]}))
}

# Says each difference between the array and `wanted`.
say_differences() {
  local -n was=$1
  local name what
  find_differences "$1" || return 0
  for name in "${different[@]}"; do
    what="--${name#\?}"
    case $name in
      zk-address) what=/etc/mesos/zk ;;
      package-version) continue ;; # install_package speaks of it
    esac
    if [[ -z ${wanted[$name]+x} ]]; then
      say "remove: $what"
    elif [[ -z ${was[$name]+x} ]]; then
      say "add: $what ${wanted[$name]}"
    else
      say "update: $what from ${was[$name]} to ${wanted[$name]}"
    fi
  done
}

# The flags among the differences that a running agent cannot take over.
draining_differences() {
  local name plain flag
  find_differences "$1" || return 0
  for name in "${different[@]}"; do
    plain=${name#\?}
    plain=${plain#no-}
    for flag in "${draining[@]}"; do
      [[ $flag != "$plain" ]] || printf '%s\n' "$plain"
    done
  done | sort -u
}

# --- services --------------------------------------------------------------------------------------------

init=''

find_init() {
  if [[ -d /run/systemd/system ]]; then
    command -v systemctl >/dev/null || stop_with "$could_not_run" "systemd runs on this machine, and there is no systemctl"
    init=systemd
  elif command -v initctl >/dev/null; then
    init=upstart
  elif command -v systemctl >/dev/null; then
    init=systemd
  else
    stop_with "$could_not_run" "this machine has neither systemd nor upstart"
  fi
}

is_active() {
  local state
  if [[ $init == systemd ]]; then
    systemctl is-active --quiet "$1.service"
  else
    state=$(initctl status "$1" 2>/dev/null) && [[ $state != *\ stop/* ]]
  fi
}

stop_service() {
  if [[ $init == systemd ]]; then systemctl stop "$1.service"; else initctl stop "$1"; fi
}

start_agent() {
  if [[ $init == systemd ]]; then
    systemctl enable "$program.service" >/dev/null 2>&1 || true
    systemctl restart "$program.service"
  elif is_active "$program"; then
    # Not `restart`: that keeps what the job was started with.
    initctl stop "$program" >/dev/null && initctl start "$program" >/dev/null
  else
    initctl start "$program" >/dev/null
  fi
}

# The agent with the process that it has: one that dies and is started again is not up.
agent_state() {
  is_active "$program" || return 1
  if [[ $init == upstart ]]; then initctl status "$program" 2>/dev/null; fi
}

stays_up() {
  local first second
  first=$(agent_state) || return 1
  for ((second = 0; second < patience; ++second)); do
    sleep 1
    [[ $(agent_state || printf 'down\n') == "$first" ]] || return 1
  done
}

# The package of Mesos brings a ZooKeeper and a master along, which start by themselves.
keep_down() {
  if [[ $init == systemd ]]; then keep_down_systemd "$1"; else keep_down_upstart "$1"; fi
}

# What `systemctl mask` does, and possible before the unit is there.
keep_down_systemd() {
  local unit=/etc/systemd/system/$1.service
  [[ $(readlink "$unit") != /dev/null ]] || return 0
  if [[ -e $unit ]]; then
    left_to_do "$unit is somebody's own, so $1 is not kept from starting: remove it"
    return 0
  fi
  todo "add: $1 is kept from starting" || return 0
  if is_active "$1"; then stop_service "$1"; fi
  mkdir -p /etc/systemd/system
  ln -sfn /dev/null "$unit"
  systemctl daemon-reload
}

keep_down_upstart() {
  local override=/etc/init/$1.override
  if [[ -f $override ]] && grep -qx manual "$override"; then return 0; fi
  todo "add: $1 is kept from starting" || return 0
  mkdir -p /etc/init
  {
    if [[ -f $override ]]; then cat "$override"; fi
    if [[ -s $override && -n $(tail -c 1 "$override") ]]; then printf '\n'; fi # its last line has no end
    printf 'manual\n'
  } >"/etc/init/.$1.herd-new"
  mv -T "/etc/init/.$1.herd-new" "$override"
  if is_active "$1"; then stop_service "$1"; fi
}

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

# --- what else gives flags to the agent ------------------------------------------------------------------

setting_place='' setting_value=''

# find_setting VARIABLE: sets `setting_place` to the file and line that set it for the init wrapper, the last ones, and
# `setting_value` to the text there. The files are not run for that: they are somebody's programs.
find_setting() {
  local file text number
  local word='(`[^`]*`|\$\([^)]*\)|"[^"]*"|'\''[^'\'']*'\''|[^[:space:];&|)`"'\''])*'
  local pattern="^(.*[[:space:];&|({])?$1=($word)"
  setting_place='' setting_value=''
  for file in /etc/default/mesos "/etc/default/$program"; do
    [[ -f $file ]] || continue
    number=0
    while IFS= read -r text || [[ -n $text ]]; do
      number=$((number + 1))
      text=${text%%[[:space:]]#*}
      [[ $text != \#* && $text =~ $pattern ]] || continue
      setting_place="$file, line $number" setting_value=${BASH_REMATCH[2]}
    done <"$file"
  done
}

# Whether it is the address of the masters that is beside this script, and not one that somebody wrote down.
reads_address() {
  local text=${1#\"}
  [[ ${text%\"} =~ ^(\`|\$\()[[:space:]]*(cat[[:space:]]+|<[[:space:]]*)/etc/mesos/zk[[:space:]]*(\`|\))$ ]]
}

# A flag that the init wrapper also makes of a variable is there twice. Without text it makes none.
check_twice() {
  local pair
  for pair in IP:ip ISOLATION:isolation; do
    find_setting "${pair%:*}"
    if [[ -n ${setting_value//[\"\']/} && -n ${wanted[${pair#*:}]+x} ]]; then
      left_to_do "remove ${pair%:*}= from $setting_place: with the flag ${pair#*:} beside it the agent does not start"
    fi
  done
}

check_masters() {
  find_setting MASTER
  if [[ -n $setting_place ]]; then
    reads_address "$setting_value" ||
      left_to_do "write MASTER=\`cat /etc/mesos/zk\` in $setting_place: MASTER=$setting_value is not the masters of this pool"
  elif [[ -s /etc/default/$program ]]; then
    left_to_do "add the line MASTER=\`cat /etc/mesos/zk\` to /etc/default/$program, which is somebody's own"
  fi
}

# What would keep the agent from starting, or from its masters.
check_defaults() {
  local before=$result
  check_twice
  check_masters
  if [[ $program == mesos-agent && -n ${wanted["?cgroups_limit_swap"]+x} && -e /sys/fs/cgroup/cgroup.controllers ]]; then
    left_to_do "leave cgroups_limit_swap out: with cgroups v2, which this machine has, the agent does not start"
  fi
  [[ $result == "$before" ]]
}

# The address of the masters reaches the agent through a line that packages bring.
declare_masters() {
  find_setting MASTER
  [[ -n $setting_place ]] || put_file "/etc/default/$program" 'MASTER=`cat /etc/mesos/zk`'
}

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

# --- making an agent -------------------------------------------------------------------------------------

patience=5
spread=0
drained=''

provision_usage() {
  cat <<END
Usage: ${0##*/} [--plan | --status] [--drained] [--wait SECONDS] [--spread SECONDS]

Makes this machine an agent of cluster $cluster: Mesos, the flags in etc/$program beside this script, the address from
which it reaches its masters. The agent is restarted when something is different, and only then; a change that a running
agent cannot take over waits for --drained. A second run changes nothing.

  --plan            only say what would be done
  --status          one line: 0 runs as written, 3 something is to be done, 1 does not run
  --drained         this agent has no tasks any more: apply what needs that
  --wait SECONDS    how long the agent has to stay up after a restart ($patience)
  --spread SECONDS  the machines of the pool restart their agents one after the other within this time
  --help            this text

HERD_HOST=NAME takes NAME for the name of this host.
Exit codes: 0 done, 1 failed (the configuration before is in place again, if there was one), 2 could not run, 3 something is left to do.
END
}

read_options() {
  while (($#)); do
    case $1 in
      --plan) mode=plan ;;
      --status) mode=status ;;
      --drained) drained=yes ;;
      --wait | --spread)
        [[ ${2-} =~ ^[0-9]{1,6}$ ]] || stop_with "$could_not_run" "$1 needs a number of seconds"
        if [[ $1 == --wait ]]; then patience=$((10#$2)); else spread=$((10#$2)); fi # 08 is no octal number
        shift
        ;;
      --help | -h)
        provision_usage
        finish "$converged"
        ;;
      *) stop_with "$could_not_run" "there is no option $1; see --help" ;;
    esac
    shift
  done
}

# --- drained agents ---

# What the agent remembers of its tasks; it reads it again when it starts.
checkpoint() {
  local directory=${baseline[work_dir]-}
  printf '%s\n' "${directory:-/var/lib/mesos}/meta/slaves/latest"
}

# Executors that have not ended. (The agent leaves a mark beside the run of each one that has.)
executors() {
  local run
  for run in "$1"/frameworks/*/executors/*/runs/*/; do
    if [[ -d $run && ! -L ${run%/} && ! -e $run/executor.sentinel ]]; then printf '%s\n' "$run"; fi
  done
}

# Fails while the differences have to wait for the agent to be drained.
may_change() {
  local names count
  names=$(draining_differences baseline)
  [[ -n $names ]] || return 0
  if [[ ! -e $(checkpoint) ]] && { [[ -z $has_running ]] || ! is_active "$program"; }; then return 0; fi
  names=${names//$'\n'/, }
  if [[ -z $drained ]]; then
    left_to_do "drain this agent, then run ${0##*/} --drained: a running agent does not take over $names"
    return 1
  fi
  count=$(executors "$(checkpoint)" | wc -l)
  if ((count > 0)); then
    left_to_do "wait for $count executors that still run here: --drained is for an agent without"
    return 1
  fi
  needs_drain=yes
}

needs_drain=''

# The agent forgets what it was. Nobody gives it a task between this look and the last one: it does not run.
forget_tasks() {
  [[ -n $needs_drain ]] || return 0
  todo "drain: $program forgets its tasks" || return 0
  if is_active "$program"; then stop_service "$program"; fi
  if [[ -n $(executors "$(checkpoint)") ]]; then
    start_agent
    stop_with "$waiting" "a task began before $program was stopped: drain it first"
  fi
  rm -f "$(checkpoint)"
}

# --- the work ---

declare -A baseline=()

# The flags that the agent has: those it was started with, or, if that is not known, those it would be started with.
choose_baseline() {
  local name
  if [[ -n $has_running ]]; then
    for name in "${!running[@]}"; do baseline[$name]=${running[$name]}; done
  else
    for name in "${!present[@]}"; do baseline[$name]=${present[$name]}; done
  fi
}

make_work_directory() {
  local directory=${wanted[work_dir]-}
  [[ -n $directory && ! -d $directory ]] || return 0
  todo "add: the directory $directory" || return 0
  mkdir -p "$directory"
}

# Whether the wrapper would read something else than it should.
is_different() { [[ -z $is_linked ]] || find_differences present; }

change_files() {
  local before=''
  step="writing the flags to $store"
  adopt
  before=$(readlink "$store/current") || true
  if [[ -n $before ]]; then point "$store/previous" "$before"; fi
  write_version
  link
}

wait_for_turn() {
  ((spread > 0)) || return 0
  say "waits $((spread * place / places)) s for its turn"
  sleep "$((spread * place / places))"
}

put_back() {
  local before
  if ! before=$(readlink "$store/previous"); then
    complain "there were no flags before, so there is nothing to put back: the new ones stay in /etc/$program"
    return 0
  fi
  complain "the flags before are in place again; the others are in $store/$(readlink "$store/current")"
  point "$store/current" "$before"
  start_agent || true
}

restart_agent() {
  todo "restart: $program" || return 0
  wait_for_turn
  if start_agent && stays_up; then
    write_running
    return 0
  fi
  complain "$program does not stay up: see its log"
  if [[ -n $changed ]]; then put_back; fi
  finish "$failed"
}

changed=''

apply_changes() {
  may_change || return 0
  check_places || return 0
  check_defaults || return 0
  keep_down zookeeper
  keep_down mesos-master
  install_package
  if [[ $mode == up ]]; then present=() && is_linked='' && read_present; fi # a package brings files along
  make_work_directory
  check_defaults || return 0 # once more, with the files that the package brought
  declare_masters
  forget_tasks
  if is_different; then
    changed=yes
    if [[ $mode == up ]]; then change_files; fi
  fi
  if [[ -n $changed || -z $has_running ]] || find_differences running || ! is_active "$program"; then restart_agent; fi
  if [[ $mode == up ]]; then forget_old; fi
}

status_of_stopped() {
  if is_active "$program"; then return 0; fi
  line "$host: $program does not run"
  finish "$failed"
}

# After everything had the chance to say what it would do.
status_of_running() {
  if [[ -z $quiet ]]; then
    line "$host: $program runs, and not as written (see --plan)"
    finish "$waiting"
  fi
  line "$host: $program runs as written, with ip $ip"
  finish "$converged"
}

lock() {
  mkdir -p /run/herd
  exec 9>"/run/herd/$program.lock"
  flock -n 9 || stop_with "$could_not_run" "another run is at work here"
}

# What an earlier run that was killed left behind.
repair() {
  rm -rf "$store/new"
  if [[ ! -e /etc/$program && -L $store/current ]]; then link; fi
}

# shellcheck disable=SC2317  # the trap calls it
at_exit() {
  hold_again
  complain "this failed: $step. Mend what is said above, and run it again"
  exit "$failed"
}

provision_main() {
  trap at_exit EXIT
  read_options "$@"
  find_host
  find_ip
  find_init
  if [[ $mode == up ]]; then
    ((EUID == 0)) || stop_with "$could_not_run" "only root can make an agent"
    lock
    repair
  fi
  read_wanted
  read_present
  read_running
  choose_baseline
  if [[ $mode == status ]]; then status_of_stopped; fi
  say_differences present
  apply_changes
  if [[ $mode == status ]]; then status_of_running; fi
  [[ -z $quiet ]] || say keep
  if [[ $mode != up ]]; then finish "$converged"; fi
  finish "$result"
}

provision_main "$@"
