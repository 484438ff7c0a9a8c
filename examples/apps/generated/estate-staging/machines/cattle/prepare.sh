#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Prepares each of the machines cattle for the containers of cluster estate. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail

cluster=estate

# The machines of the cluster, for /etc/hosts.
names=(
  '10.0.0.1 ops1.staging.example.com ops1'
  '10.0.0.2 ops2.staging.example.com ops2'
  '10.0.0.3 ops3.staging.example.com ops3'
)

directories=(
)

at_host() {
  case $1 in
    cow01) address='' ;;
    cow02) address='' ;;
    cow03) address='' ;;
    cow04) address='' ;;
    cow05) address='' ;;
    cow06) address='' ;;
    cow07) address='' ;;
    cow08) address='' ;;
    cow09) address='' ;;
    cow10) address='' ;;
    cow11) address='' ;;
    cow12) address='' ;;
    cow13) address='' ;;
    cow14) address='' ;;
    cow15) address='' ;;
    cow16) address='' ;;
    cow17) address='' ;;
    cow18) address='' ;;
    cow19) address='' ;;
    cow20) address='' ;;
    cow21) address='' ;;
    cow22) address='' ;;
    cow23) address='' ;;
    cow24) address='' ;;
    cow25) address='' ;;
    cow26) address='' ;;
    cow27) address='' ;;
    cow28) address='' ;;
    cow29) address='' ;;
    cow30) address='' ;;
    cow31) address='' ;;
    cow32) address='' ;;
    cow33) address='' ;;
    cow34) address='' ;;
    cow35) address='' ;;
    cow36) address='' ;;
    cow37) address='' ;;
    cow38) address='' ;;
    cow39) address='' ;;
    cow40) address='' ;;
    *) return 1 ;;
  esac
}

# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale, and `printf %q` shows each one that is not printable ASCII.
export LC_ALL=C

# Exit codes of every script.
readonly converged=0 failed=1 could_not_run=2 waiting=3

# One line for the reader: nothing but printable characters reaches a terminal.
line() {
  local text=$*
  printf '%s\n' "${text//[![:print:]]/?}"
}

complain() { line "${0##*/}: $*" >&2; }

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  exit "$1"
}

# Runs docker without its output; what it complains about is shown, made printable.
quietly() { docker "$@" 2>&1 >/dev/null | cat -v >&2; }

require_docker() {
  local answer
  command -v docker >/dev/null || stop_with "$could_not_run" "docker is not installed on this machine"
  answer=$(docker version --format '{{.Server.Version}}' 2>&1) ||
    stop_with "$could_not_run" "docker does not answer: ${answer##*$'\n'}"
}

# --- this host -------------------------------------------------------------------------------------------

host=''
address=''

# Sets `host` from HERD_HOST or the host name, and its row of the table.
find_host() {
  host=${HERD_HOST:-$(hostname -s)}
  host=${host,,}
  at_host "$host" || stop_with "$could_not_run" "the name of this machine is $host, and this script is not for a host of that name (HERD_HOST=NAME names another)"
  case $address in
    127.* | ::1) stop_with "$could_not_run" "the table gives $host the loopback address $address" ;;
  esac
  # Two machines that both take themselves for one host would be a split brain.
  [[ -z $address ]] || has_address "$address" || stop_with "$could_not_run" "$host has the address $address, and this machine has none but ${addresses[*]}"
}

# Sets `addresses`, those of this machine.
addresses=()
has_address() {
  local family found
  addresses=()
  while read -r _ _ family found _; do
    if [[ $family == inet* ]]; then
      addresses+=("${found%%/*}")
    fi
  done < <(ip -o addr show)
  [[ " ${addresses[*]} " == *" $1 "* ]]
}

# --- preparing a machine -------------------------------------------------------------------------------------

mode=up
result=$converged
quiet=yes # nothing was said

say() {
  quiet=''
  line "$host: $*"
}

prepare_usage() {
  cat <<END
Usage: ${0##*/} [--plan]

Makes this machine ready for the containers of cluster $cluster: the names of its machines in /etc/hosts (and off the
loopback lines there), the directories that were asked for, docker installed and held, memory accounting in the kernel.
A second run changes nothing. Never reboots.

  --plan   only say what would be done
  --help   this text

HERD_HOST=NAME takes NAME for the name of this host.
Exit codes: 0 done, 1 failed, 2 could not run, 3 something is left to do by hand, such as a reboot.
END
}

# todo WORDS...: says what is done, or with --plan would be; fails when it must not be done now.
todo() {
  say "$*"
  [[ $mode == up ]]
}

left_to_do() {
  say "$*"
  result=$waiting
}

# --- names ---

hosts_file='' # the text of /etc/hosts

# Sets `machine_names`: every name of every machine, in lower case.
declare -A machine_names=()
find_machine_names() {
  local row name
  for row in "${names[@]}"; do
    for name in ${row#* }; do
      machine_names[${name,,}]=yes
    done
  done
  unset 'machine_names[localhost]' # whoever is called so: this name is never touched
}

# look_at_line LINE: sets `rest`, what the line should be, and `taken`, the names of machines that it loses. A resolver
# answers with loopback addresses first, in whatever order the file has them, so that a machine must not have one.
# (Debian's installer writes `127.0.1.1 NAME`.) What stood there is kept in a comment.
rest='' taken=()
look_at_line() {
  local -a words kept=()
  local word
  rest=$1 taken=()
  read -r -a words <<<"${1%%#*}"
  case ${words[0]-} in
    127.* | ::1) ;;
    *) return 0 ;;
  esac
  for word in "${words[@]}"; do
    if [[ -n ${machine_names[${word,,}]-} ]]; then taken+=("$word"); else kept+=("$word"); fi
  done
  ((${#taken[@]})) || return 0
  rest="# herd: was $1"
  if ((${#kept[@]} > 1)); then rest="${kept[*]} $rest"; fi # more than the address: names of others stay
}

print_block() { printf '%s\n' "# herd begin $cluster" "${names[@]}" "# herd end $cluster"; }
print_rest() { look_at_line "$1" && printf '%s\n' "$rest"; }
print_taken() { look_at_line "$1" && { ((${#taken[@]} == 0)) || printf '%s\n' "${taken[@]}"; }; }

# for_each_line OTHERS BLOCK: hands each line outside our block to OTHERS, and calls BLOCK where the block begins.
# Fails when the block has no end, since it would swallow the rest of the file.
for_each_line() {
  local text inside=''
  while IFS= read -r text; do
    case $text in
      "# herd begin $cluster") inside=yes && "$2" ;;
      "# herd end $cluster") inside='' ;;
      *) [[ -n $inside ]] || "$1" "$text" ;;
    esac
  done <<<"$hosts_file"
  [[ -z $inside ]]
}

# /etc/hosts as it should be: our block in its old place, or at the top.
hosts_file_wanted() {
  grep -qxF -- "# herd begin $cluster" <<<"$hosts_file" || print_block
  for_each_line print_rest print_block
}

prepare_names() {
  local wanted there moved change=''
  if [[ -e /etc/hosts ]]; then
    hosts_file=$(</etc/hosts) || stop_with "$could_not_run" "cannot read /etc/hosts"
  fi
  find_machine_names
  wanted=$(hosts_file_wanted) ||
    stop_with "$could_not_run" "/etc/hosts has a line '# herd begin $cluster' without its end: mend it by hand"
  there=$(sed -n "/^# herd begin $cluster\$/,/^# herd end $cluster\$/p" <<<"$hosts_file")
  if [[ $there != "$(print_block)" ]] && todo "update in place: the machines of $cluster in /etc/hosts"; then
    change=yes
  fi
  moved=$(for_each_line print_taken true | sort -u | tr '\n' ' ')
  if [[ -n $moved ]] && todo "update in place: ${moved}off the loopback lines of /etc/hosts; comments keep what they were"; then
    change=yes
  fi
  [[ -n $change ]] || return 0
  printf '%s\n' "$wanted" >/etc/hosts.herd-new
  chmod 0644 /etc/hosts.herd-new
  mv -T /etc/hosts.herd-new /etc/hosts
}

# --- directories ---

# Made and never removed; one that exists is left as it is.
prepare_directories() {
  local directory
  for directory in ${directories[@]+"${directories[@]}"}; do
    if [[ -d $directory ]]; then
      continue
    elif [[ -e $directory ]]; then
      left_to_do "left to you: $directory is there, and is no directory"
    elif todo "add: the directory $directory"; then
      mkdir -p -- "$directory"
    fi
  done
}

# --- docker ---

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

prepare_docker() {
  local package held
  if ! command -v dockerd >/dev/null; then
    if todo "add: the package docker.io"; then
      { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends docker.io; } ||
        stop_with "$failed" "apt-get did not install docker.io (its reasons are above); run me again when it can"
    fi
  fi
  # An upgrade in the night would restart every container of the machine.
  held=$(apt-mark showhold)
  for package in docker.io docker-ce containerd containerd.io runc; do
    if is_installed "$package" && ! grep -qxF "$package" <<<"$held" && todo "update in place: hold the package $package"; then
      apt-mark hold "$package" >/dev/null || stop_with "$failed" "apt-mark did not hold $package"
    fi
  done
}

# Containers live on while dockerd restarts. A file that somebody wrote is never overwritten.
prepare_daemon() {
  local file=/etc/docker/daemon.json
  if [[ ! -s $file ]]; then
    todo "add: $file with live-restore" || return 0
    mkdir -p /etc/docker
    printf '{\n  "live-restore": true\n}\n' >"$file.herd-new"
    mv -T "$file.herd-new" "$file"
    reload_docker
  elif ! grep -Eq '"live-restore"[[:space:]]*:[[:space:]]*true' "$file"; then
    left_to_do "left to you: add \"live-restore\": true to $file, which herdc did not write, then systemctl reload docker"
  fi
}

reload_docker() {
  if [[ -d /run/systemd/system ]]; then
    systemctl reload docker || left_to_do "left to you: docker did not reload /etc/docker/daemon.json (systemctl status docker says why)"
  fi
}

# --- memory accounting ---

readonly accounting='cgroup_enable=memory swapaccount=1'

# Only cgroup v1 needs to be asked for it, by the kernel's command line.
prepare_kernel() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers || -e /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes ]]; then
    return 0
  elif [[ ! -e /etc/default/grub ]]; then
    left_to_do "left to you: boot the kernel with $accounting (this machine has no /etc/default/grub)"
  elif grep -q '^GRUB_CMDLINE_LINUX=.*swapaccount=1' /etc/default/grub; then
    left_to_do "left to you: a reboot, for $accounting"
  elif todo "update in place: $accounting in /etc/default/grub"; then
    edit_grub
    left_to_do "left to you: a reboot, for $accounting"
  fi
}

edit_grub() {
  cp -p /etc/default/grub /etc/default/grub.herd-old
  cp -p /etc/default/grub /etc/default/grub.herd-new
  if grep -q '^GRUB_CMDLINE_LINUX="' /etc/default/grub; then
    sed -i "s/^GRUB_CMDLINE_LINUX=\"/&$accounting /" /etc/default/grub.herd-new
  else
    printf 'GRUB_CMDLINE_LINUX="%s"\n' "$accounting" >>/etc/default/grub.herd-new
  fi
  mv -T /etc/default/grub.herd-new /etc/default/grub
  if ! update-grub; then
    mv -T /etc/default/grub.herd-old /etc/default/grub # the next run has to try again
    stop_with "$failed" "update-grub failed (its reasons are above); /etc/default/grub is as it was"
  fi
  rm -f /etc/default/grub.herd-old
}

prepare_main() {
  local word
  for word in "$@"; do
    case $word in
      --plan) mode=plan ;;
      --help | -h) prepare_usage && return ;;
      *) stop_with "$could_not_run" "there is no option $word; see --help" ;;
    esac
  done
  find_host
  if [[ $mode == up && $EUID != 0 ]]; then
    stop_with "$could_not_run" "only root can prepare a machine"
  fi
  prepare_names
  prepare_directories
  prepare_docker
  prepare_daemon
  prepare_kernel
  [[ -z $quiet ]] || say keep
  [[ $mode == up ]] || return 0
  return "$result"
}

prepare_main "$@"
