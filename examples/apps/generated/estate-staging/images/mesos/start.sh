#!/bin/bash
# Entry point of the Mesos image: refuses settings that a master would take and come to grief over, then becomes the
# master. The master itself reads every variable MESOS_FLAG.
#
#   MESOS_ZK              where masters find each other: zk://host:port,…/path
#   MESOS_QUORUM          more than half of the masters
#   MESOS_WORK_DIR        the replicated log; a volume
#   MESOS_IP, MESOS_PORT  what it listens on
#   MESOS_ADVERTISE_IP, MESOS_ADVERTISE_PORT
#                         what others reach it under: the machine's, since a container has an address of its own
#   MESOS_HOSTNAME        the machine's name
set -euo pipefail
export LC_ALL=C

refuse() {
  printf 'mesos-master: %s\n' "$*" >&2
  exit 1
}

require_number() { # name, value, least, most
  if [[ ! $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 < $3 || $2 > $4)); then
    refuse "$1 is $(printf %q "$2"); it must be a number from $3 to $4"
  fi
}

# A container's own address, a loopback address or 0.0.0.0 would be told to agents, which then reach nothing.
require_address() { # name, value
  [[ $2 =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ ]] || refuse "$1 is $(printf %q "$2"); it must be an IPv4 address"
  case $2 in
    0.* | 127.*) refuse "$1 is $2, which no other machine can reach" ;;
  esac
}

# Without a volume the registry would be gone with the container, and a quorum of such masters loses the cluster.
require_volume() {
  local place
  [[ $1 == /* ]] || refuse "MESOS_WORK_DIR is $(printf %q "$1"); it must be an absolute path"
  while read -r _ _ _ _ place _; do
    if [[ $place == "$1" ]]; then
      [[ -w $1 ]] || refuse "$1 cannot be written by $(id -u):$(id -g)"
      return 0
    fi
  done </proc/self/mountinfo
  refuse "nothing is mounted at $1: the replicated log needs a volume"
}

: "${MESOS_ZK:?must be set}" "${MESOS_QUORUM:?must be set}" "${MESOS_WORK_DIR:?must be set}"
: "${MESOS_ADVERTISE_IP:?must be set}" "${MESOS_HOSTNAME:?must be set}"
[[ $MESOS_ZK == zk://*/?* || $MESOS_ZK == file:///* ]] ||
  refuse "MESOS_ZK is $(printf %q "$MESOS_ZK"); it must be zk://host:port,.../path"
require_number MESOS_QUORUM "$MESOS_QUORUM" 1 99
require_number MESOS_PORT "${MESOS_PORT:-5050}" 1 65535
require_number MESOS_ADVERTISE_PORT "${MESOS_ADVERTISE_PORT:-5050}" 1 65535
require_address MESOS_ADVERTISE_IP "$MESOS_ADVERTISE_IP"
require_volume "${MESOS_WORK_DIR%/}"

# Becomes process 1 of the container, so that docker's SIGTERM reaches it.
exec mesos-master
