#!/bin/bash
# Entry point of the Marathon image: refuses settings that Marathon would take and come to grief over, then becomes
# Marathon. Each variable MARATHON_FLAG becomes the flag --flag; its value stays one word, whatever it holds.
#
#   MARATHON_MASTER, MARATHON_ZK      where the masters are, and where Marathon keeps its state: zk://host:port,.../path
#   MARATHON_HOSTNAME                 the machine's name, under which the other Marathons find this one
#   MARATHON_HTTP_PORT                what it listens on
#   LIBPROCESS_ADVERTISE_IP, LIBPROCESS_ADVERTISE_PORT
#                                     what Mesos reaches it under: the machine's, since a container has an address of
#                                     its own
set -euo pipefail
export LC_ALL=C

refuse() {
  printf 'marathon: %s\n' "$*" >&2
  exit 1
}

require_zk() { # name, value
  [[ $2 == zk://*/?* ]] || refuse "$1 is $(printf %q "$2"); it must be zk://host:port,.../path"
}

require_port() { # name, value
  if [[ ! $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 65535)); then
    refuse "$1 is $(printf %q "$2"); it must be a port"
  fi
}

# A container's own address, a loopback address or 0.0.0.0 would be told to the master, which then reaches nothing.
require_address() { # name, value
  [[ $2 =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ ]] || refuse "$1 is $(printf %q "$2"); it must be an IPv4 address"
  case $2 in
    0.* | 127.*) refuse "$1 is $2, which no other machine can reach" ;;
  esac
}

: "${MARATHON_MASTER:?must be set}" "${MARATHON_ZK:?must be set}" "${MARATHON_HOSTNAME:?must be set}"
: "${LIBPROCESS_ADVERTISE_IP:?must be set}" "${LIBPROCESS_PORT:?must be set}"
require_zk MARATHON_MASTER "$MARATHON_MASTER"
require_zk MARATHON_ZK "$MARATHON_ZK"
require_port MARATHON_HTTP_PORT "${MARATHON_HTTP_PORT:-8080}"
require_port LIBPROCESS_PORT "$LIBPROCESS_PORT"
require_address LIBPROCESS_ADVERTISE_IP "$LIBPROCESS_ADVERTISE_IP"

flags=()
while IFS= read -r name; do
  flag=${name#MARATHON_}
  flags+=("--${flag,,}" "${!name}")
  unset "$name" # Marathon would read it a second time
done < <(compgen -e MARATHON_ | LC_ALL=C sort)

# Becomes process 1 of the container, so that docker's SIGTERM reaches it.
exec /opt/marathon/bin/marathon "${flags[@]}"
