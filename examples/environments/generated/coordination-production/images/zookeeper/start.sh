#!/bin/bash
# Entry point of the ZooKeeper image: writes zoo.cfg from the environment, then becomes the server.
#
#   ZK_SERVER_ID          this server's number, 1 to 255; must agree with /data/myid once that exists
#   HOSTS                 all servers, separated by commas: `zk1,zk2,zk3`. A server's number is its place in
#                         this list, or is written before it: `1@zk1,4@zk2,5@zk3`
#   HOSTNAME              this server's name in HOSTS
#   ZK_HEAP_MIB           size of the Java heap in MiB; absent: what Java takes by itself
#   ZK_AUTOPURGE_INTERVAL hours between purges of old snapshots (24); the last three are always kept
#
# /data holds the snapshots and myid, /data-log the transaction log. Both survive the container.
set -euo pipefail
export LC_ALL=C

readonly config=/run/zookeeper/zoo.cfg

refuse() {
  printf 'zookeeper: %s\n' "$*" >&2
  exit 1
}

require_number() { # name, value, least, most
  if [[ ! $2 =~ ^[1-9][0-9]{0,5}$|^0$ ]] || (($2 < $3 || $2 > $4)); then
    refuse "$1 is $(printf %q "$2"); it must be a number from $3 to $4"
  fi
}

# Prints one `number name` line for each server in HOSTS.
servers() {
  local -a entries
  local entry place=0
  IFS=, read -r -a entries <<<"$HOSTS"
  for entry in "${entries[@]}"; do
    place=$((place + 1))
    if [[ $entry == *@* ]]; then
      printf '%s %s\n' "${entry%%@*}" "${entry#*@}"
    else
      printf '%s %s\n' "$place" "$entry"
    fi
  done
}

check_servers() {
  local number name mine=''
  local -A names=()
  while read -r number name; do
    require_number "the number of a server in HOSTS" "$number" 1 255
    [[ $name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] || refuse "$(printf %q "$name") in HOSTS is no host name"
    [[ -z ${names[$number]-} ]] || refuse "HOSTS gives number $number to both ${names[$number]} and $name"
    names[$number]=$name
    [[ $name != "$HOSTNAME" ]] || mine=$number
  done < <(servers)
  [[ -n $mine ]] || refuse "HOSTS does not name this server, $(printf %q "$HOSTNAME")"
  # The other servers number this one by their own copy of HOSTS: two numberings would be two ensembles.
  ((mine == ZK_SERVER_ID)) ||
    refuse "ZK_SERVER_ID is $ZK_SERVER_ID, but HOSTS makes $HOSTNAME number $mine; write the numbers into HOSTS: 1@${names[$mine]},..."
}

# The number on the disk belongs to the data beside it. Another one would let this server vote twice.
claim_data() {
  local id
  if [[ -e /data/myid ]]; then
    read -r id </data/myid || [[ -n $id ]] || refuse "/data/myid is empty"
    [[ $id == "$ZK_SERVER_ID" ]] ||
      refuse "/data belongs to server $(printf %q "$id") (see /data/myid), and this is server $ZK_SERVER_ID"
  elif [[ -e /data/version-2 ]]; then
    refuse "/data holds a database but no myid, so nothing says whose it is; write the number into /data/myid yourself"
  else
    printf '%s\n' "$ZK_SERVER_ID" >/data/.myid.new
    mv /data/.myid.new /data/myid
  fi
}

write_config() {
  local number name count
  {
    printf '%s\n' \
      'dataDir=/data' \
      'dataLogDir=/data-log' \
      'clientPort=2181' \
      'tickTime=2000' \
      'initLimit=10' \
      'syncLimit=5' \
      'autopurge.snapRetainCount=3' \
      "autopurge.purgeInterval=$ZK_AUTOPURGE_INTERVAL"
    # The admin server would take port 8080, and nothing here uses it.
    printf '%s\n' 'admin.enableServer=false' '4lw.commands.whitelist=srvr,mntr'
    count=$(servers | wc -l)
    # A single server is a standalone one; a list of one is not accepted as an ensemble.
    if ((count > 1)); then
      # In a bridged container the machine's own address, which HOSTS names, cannot be bound.
      printf '%s\n' 'quorumListenOnAllIPs=true'
      while read -r number name; do
        printf 'server.%s=%s:2888:3888\n' "$number" "$name"
      done < <(servers)
    fi
  } >"$config"
}

: "${ZK_SERVER_ID:?must be set}" "${HOSTS:?must be set}" "${HOSTNAME:?must be set}"
ZK_AUTOPURGE_INTERVAL=${ZK_AUTOPURGE_INTERVAL:-24}
require_number ZK_SERVER_ID "$ZK_SERVER_ID" 1 255
require_number ZK_AUTOPURGE_INTERVAL "$ZK_AUTOPURGE_INTERVAL" 0 999999
heap=()
if [[ -n ${ZK_HEAP_MIB-} ]]; then
  require_number ZK_HEAP_MIB "$ZK_HEAP_MIB" 16 999999
  heap=("-Xms${ZK_HEAP_MIB}m" "-Xmx${ZK_HEAP_MIB}m")
fi
check_servers
claim_data
write_config

# Becomes process 1 of the container, so that docker's SIGTERM reaches Java.
exec java "${heap[@]}" -XX:+ExitOnOutOfMemoryError \
  -Dorg.slf4j.simpleLogger.defaultLogLevel=info -Dorg.slf4j.simpleLogger.showDateTime=true \
  -Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd\'T\'HH:mm:ssZ \
  -cp /usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$config"
