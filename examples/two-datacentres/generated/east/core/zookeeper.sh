#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service zookeeper of cluster east: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=east
service=zookeeper
image=registry.east.example.com:5000/zookeeper:980eda157875e07a028b2a3e5ee252bd
hosts=(e-ops1 e-ops2 e-ops3 e-ops4 e-ops5)
ready_port=2181

# What differs from host to host.
at_host() {
  case $1 in
    e-ops1) address=10.1.0.1 env_HOSTNAME=e-ops1 env_ZK_SERVER_ID=1 ;;
    e-ops2) address=10.1.0.2 env_HOSTNAME=e-ops2 env_ZK_SERVER_ID=2 ;;
    e-ops3) address=10.1.0.3 env_HOSTNAME=e-ops3 env_ZK_SERVER_ID=3 ;;
    e-ops4) address=10.1.0.4 env_HOSTNAME=e-ops4 env_ZK_SERVER_ID=4 ;;
    e-ops5) address=10.1.0.5 env_HOSTNAME=e-ops5 env_ZK_SERVER_ID=5 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /disk/ssd/zookeeper/data 2181:2181 0750
  directory /disk/ssd/zookeeper/log 2181:2181 0750
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=2g
    --memory-swap=2g
    --cpus=1
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=e-ops1:10.1.0.1
    --add-host=e-ops2:10.1.0.2
    --add-host=e-ops3:10.1.0.3
    --add-host=e-ops4:10.1.0.4
    --add-host=e-ops5:10.1.0.5
    --publish="$address":2181:2181/tcp
    --publish="$address":3888:3888/tcp
    --publish="$address":2888:2888/tcp
    --mount='type=bind,source=/disk/ssd/zookeeper/data,target=/data'
    --mount='type=bind,source=/disk/ssd/zookeeper/log,target=/data-log'
    --env=HOSTNAME="$env_HOSTNAME"
    --env=HOSTS='1@e-ops1,2@e-ops2,3@e-ops3,4@e-ops4,5@e-ops5'
    --env=ZK_HEAP_MIB=1024
    --env=ZK_SERVER_ID="$env_ZK_SERVER_ID"
  )
}

service_main "$@"
