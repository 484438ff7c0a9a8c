#!/usr/bin/env bash
# Runs a command on a machine that exists only for it: own host name, network, processes and root file system.
#
#   machine.sh --name HOST --address IP/BITS --work DIR [--bind FROM:TO]… -- COMMAND…
#
# The root is this machine's, with all writing kept aside in memory; DIR is the one place that both share, under the
# same path. --bind puts a directory of the outside at TO (dockerd's data cannot stand on the overlay). The network
# has loopback and one interface with the address, and reaches nothing. When the command ends, so does every process
# it left behind; when this script is killed, the kernel ends them. Needs root, or sudo without a password.
# Exit code: the command's; 77 when no such machine can be made here.
set -euo pipefail

name='' address='' work=''
binds=()
arguments=("$@")
while (($#)); do
  case $1 in
    --name) name=$2 ;;
    --address) address=$2 ;;
    --work) work=$2 ;;
    --bind) binds+=("$2") ;;
    --) shift && break ;;
    *) printf 'machine.sh: unknown option %s\n' "$1" >&2 && exit 2 ;;
  esac
  shift 2
done
: "${name:?}" "${address:?}" "${work:?}" "${1:?no command}"

if [[ ${HERDC_MACHINE-} != "$name" ]]; then
  # User namespaces would not do: they may not lay an overlay over a root that has mounts below it.
  as_root=(env)
  if ((EUID != 0)); then as_root=(sudo -n env); fi
  namespaces=(--mount --net --uts --ipc --pid --fork --kill-child --propagation private)
  if ! "${as_root[@]}" unshare "${namespaces[@]}" true 2>/dev/null; then
    printf 'SKIP: no test machine can be made here: that takes root (or sudo without a password) and namespaces\n'
    exit 77
  fi
  exec "${as_root[@]}" HERDC_MACHINE="$name" unshare "${namespaces[@]}" "${BASH_SOURCE[0]}" "${arguments[@]}"
fi

# An interface with the address: whichever kind of pretended interface this kernel has.
network() {
  ip link set lo up
  if ! ip link add herd0 type dummy 2>/dev/null; then
    ip link add herd0 type veth peer name herd1
    ip link set herd1 up
  fi
  ip addr add "$address" dev herd0
  ip link set herd0 up
}

root_file_system() {
  mount -t tmpfs tmpfs "$root"
  mkdir "$root/upper" "$root/scratch" "$root/tree"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/scratch" "$root/tree"
  local tree=$root/tree directory pair
  for directory in /usr /etc /var /opt /home; do # an overlay does not see what is mounted below its lower directory
    if mountpoint -q "$directory"; then mount --rbind -o ro "$directory" "$tree$directory"; fi
  done
  mount -t proc proc "$tree/proc"
  mount --rbind /sys "$tree/sys"
  mount --rbind /dev "$tree/dev"
  mount -t tmpfs tmpfs "$tree/run"
  mount -t tmpfs tmpfs "$tree/tmp"
  # This checkout may lie below /tmp, or on a mount of its own.
  for pair in "$checkout:$checkout" "$work:$work" ${binds+"${binds[@]}"}; do
    mkdir -p "$tree${pair#*:}"
    mount --bind "${pair%%:*}" "$tree${pair#*:}"
  done
}

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=$work/.machine
mkdir -p "$root"
network
root_file_system
hostname "$name"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$root/tree/etc/hosts"
# Not chroot: what a container engine runs inside enters containers by their mount namespace, and would find this
# machine's root there instead of the container's.
cd "$root/tree"
mkdir .outside
pivot_root . .outside
umount --lazy /.outside
rmdir /.outside
# Debian's own programs: a docker of somebody else's may stand in /usr/local.
exec env -i HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
