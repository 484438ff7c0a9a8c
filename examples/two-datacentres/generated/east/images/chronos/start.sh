#!/bin/bash
# Entry point of the Chronos image, as a task of Marathon: listens on the ports that it is given.
#
#   HOST, PORT0, PORT1   of Marathon: the slave, the port for HTTP and the one for Mesos
#   MESOS_ZK             where the masters are: zk://host:port,.../mesos
#   CHRONOS_ZK           ZooKeeper, which keeps the jobs: host:port,...
#   CHRONOS_CLUSTER_NAME, CHRONOS_JAVA_OPTIONS
set -euo pipefail
export LC_ALL=C

refuse() {
  printf 'chronos: %s\n' "$*" >&2
  exit 1
}

require_port() { # name, value
  if [[ ! $2 =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 65535)); then
    refuse "$1 is $(printf %q "$2"); Marathon gives two ports to an app that asks for two"
  fi
}

: "${HOST:?must be set}" "${MESOS_ZK:?must be set}" "${CHRONOS_ZK:?must be set}"
require_port PORT0 "${PORT0-}"
require_port PORT1 "${PORT1-}"
[[ $MESOS_ZK == zk://*/?* ]] || refuse "MESOS_ZK is $(printf %q "$MESOS_ZK"); it must be zk://host:port,.../path"
[[ $CHRONOS_ZK != *://* ]] || refuse "CHRONOS_ZK is $(printf %q "$CHRONOS_ZK"); it must be host:port,..."

# The master talks back to the slave: in a bridge a container has an address of its own.
if ! address=$(getent ahostsv4 "$HOST"); then
  refuse "the name of this slave, $HOST, has no address here"
fi
export LIBPROCESS_IP=0.0.0.0 LIBPROCESS_PORT=$PORT1 LIBPROCESS_ADVERTISE_IP=${address%% *} LIBPROCESS_ADVERTISE_PORT=$PORT1

options=()
read -ra options <<<"${CHRONOS_JAVA_OPTIONS-}"
flags=(--master "$MESOS_ZK" --zk_hosts "$CHRONOS_ZK" --http_port "$PORT0" --hostname "$HOST")
if [[ -n ${CHRONOS_CLUSTER_NAME-} ]]; then flags+=(--cluster_name "$CHRONOS_CLUSTER_NAME"); fi

# Becomes process 1 of the container, so that the stop signal reaches it.
exec java "${options[@]}" -jar /opt/chronos/chronos.jar "${flags[@]}"
