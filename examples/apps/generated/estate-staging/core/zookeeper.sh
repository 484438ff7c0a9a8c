#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service zookeeper of cluster estate: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=estate
service=zookeeper
image=registry.example.com:5000/zookeeper:980eda157875e07a028b2a3e5ee252bd
hosts=(ops1 ops2 ops3)
ready_port=2181

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 env_HOSTNAME=ops1 env_ZK_SERVER_ID=1 ;;
    ops2) address=10.0.0.2 env_HOSTNAME=ops2 env_ZK_SERVER_ID=2 ;;
    ops3) address=10.0.0.3 env_HOSTNAME=ops3 env_ZK_SERVER_ID=3 ;;
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
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --add-host=ops3:10.0.0.3
    --publish="$address":2181:2181/tcp
    --publish="$address":3888:3888/tcp
    --publish="$address":2888:2888/tcp
    --mount='type=bind,source=/disk/ssd/zookeeper/data,target=/data'
    --mount='type=bind,source=/disk/ssd/zookeeper/log,target=/data-log'
    --env=HOSTNAME="$env_HOSTNAME"
    --env=HOSTS='1@ops1,2@ops2,3@ops3'
    --env=ZK_HEAP_MIB=1024
    --env=ZK_SERVER_ID="$env_ZK_SERVER_ID"
  )
}

service_main "$@"
