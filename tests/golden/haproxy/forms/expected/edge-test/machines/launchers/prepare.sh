#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Prepares each of the machines launchers for the containers of cluster edge-test. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail

cluster=edge-test

# The machines of the cluster, for /etc/hosts.
names=(
  '10.88.0.1 edge1.example.com edge1'
  '127.0.2.1 l1.example.com l1'
  '127.0.2.2 l2.example.com l2'
  '127.0.1.1 m1.example.com m1'
  '127.0.1.2 m2.example.com m2'
  '127.0.1.3 m3.example.com m3'
)

at_host() {
  case $1 in
    l1) address=127.0.2.1 ;;
    l2) address=127.0.2.2 ;;
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
  at_host "$host" || stop_with "$could_not_run" "$host is not in the table of this script (HERD_HOST=NAME names another)"
  case $address in
    127.* | ::1) stop_with "$could_not_run" "the table gives $host the loopback address $address" ;;
  esac
  # Two machines that both take themselves for one host would be a split brain.
  has_address "$address" || stop_with "$could_not_run" "this machine does not have the address $address of $host"
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

Makes this machine ready for the containers of cluster $cluster: the names of its machines in /etc/hosts, docker
installed and held, memory accounting in the kernel. A second run changes nothing. Never reboots.

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

# /etc/hosts with our block in its old place, or at the top: what stands first is found first, and a stock
# Debian maps its own name to 127.0.1.1.
hosts_file_wanted() {
  local text inside='' done=''
  local block
  block=$(printf '%s\n' "# herd begin $cluster" "${names[@]}" "# herd end $cluster")
  grep -qxF -- "# herd begin $cluster" /etc/hosts || { printf '%s\n' "$block" && done=yes; }
  while IFS= read -r text || [[ -n $text ]]; do
    case $text in
      "# herd begin $cluster")
        [[ -n $done ]] || printf '%s\n' "$block"
        inside=yes done=yes
        ;;
      "# herd end $cluster") inside='' ;;
      *) [[ -n $inside ]] || printf '%s\n' "$text" ;;
    esac
  done </etc/hosts
  # A block without an end would have swallowed the rest of the file.
  [[ -z $inside ]]
}

prepare_names() {
  local wanted current
  [[ -e /etc/hosts ]] || : >/etc/hosts
  wanted=$(hosts_file_wanted) ||
    stop_with "$could_not_run" "/etc/hosts has a line '# herd begin $cluster' without its end: mend it by hand"
  current=$(</etc/hosts)
  [[ $current != "$wanted" ]] || return 0
  todo "update in place: the machines of $cluster in /etc/hosts" || return 0
  printf '%s\n' "$wanted" >/etc/hosts.herd-new
  chmod 0644 /etc/hosts.herd-new
  mv -T /etc/hosts.herd-new /etc/hosts
}

# --- docker ---

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

prepare_docker() {
  local package held
  if ! command -v dockerd >/dev/null; then
    if todo "add: the package docker.io"; then
      apt-get update
      DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends docker.io
    fi
  fi
  # An upgrade in the night would restart every container of the machine.
  held=$(apt-mark showhold)
  for package in docker.io docker-ce containerd containerd.io runc; do
    if is_installed "$package" && ! grep -qxF "$package" <<<"$held" && todo "update in place: hold the package $package"; then
      apt-mark hold "$package" >/dev/null
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
    left_to_do "left to you: add \"live-restore\": true to $file, which is somebody's own, and reload docker"
  fi
}

reload_docker() {
  if [[ -d /run/systemd/system ]]; then
    systemctl reload docker || left_to_do "left to you: docker did not reload its configuration"
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
  cp -p /etc/default/grub /etc/default/grub.herd-new
  if grep -q '^GRUB_CMDLINE_LINUX="' /etc/default/grub; then
    sed -i "s/^GRUB_CMDLINE_LINUX=\"/&$accounting /" /etc/default/grub.herd-new
  else
    printf 'GRUB_CMDLINE_LINUX="%s"\n' "$accounting" >>/etc/default/grub.herd-new
  fi
  mv -T /etc/default/grub.herd-new /etc/default/grub
  update-grub
}

prepare_main() {
  case ${1-} in
    '') ;;
    --plan) mode=plan ;;
    --help | -h) prepare_usage && return ;;
    *) stop_with "$could_not_run" "there is no option $1; see --help" ;;
  esac
  find_host
  if [[ $mode == up && $EUID != 0 ]]; then
    stop_with "$could_not_run" "only root can prepare a machine"
  fi
  prepare_names
  prepare_docker
  prepare_daemon
  prepare_kernel
  [[ -z $quiet ]] || say keep
  [[ $mode == up ]] || return 0
  return "$result"
}

prepare_main "$@"
