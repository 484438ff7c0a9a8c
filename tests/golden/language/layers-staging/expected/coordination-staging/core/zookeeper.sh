#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service zookeeper of cluster coordination: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=coordination
service=zookeeper
image=registry.example.com:5000/zookeeper:980eda157875e07a028b2a3e5ee252bd
hosts=(stage-zk1 stage-zk2 stage-zk3)
ready_port=12181

# What differs from host to host.
at_host() {
  case $1 in
    stage-zk1) address=10.1.0.11 env_ZK_SERVER_ID=1 ;;
    stage-zk2) address=10.1.0.12 env_ZK_SERVER_ID=2 ;;
    stage-zk3) address=10.1.0.13 env_ZK_SERVER_ID=3 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /srv/zk 2181:2181 0750
  directory /disk/nvme/zookeeper/log 2181:2181 0750
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=no
    --memory=4g
    --memory-swap=4g
    --cpus=2
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=stage-zk1:10.1.0.11
    --add-host=stage-zk2:10.1.0.12
    --add-host=stage-zk3:10.1.0.13
    --publish="$address":12181:12181/tcp
    --publish="$address":3888:3888/tcp
    --publish="$address":2888:2888/tcp
    --mount='type=bind,source=/srv/zk,target=/data'
    --mount='type=bind,source=/disk/nvme/zookeeper/log,target=/data-log'
    --env=HOSTS='stage-zk1,stage-zk2,stage-zk3'
    --env=ZK_HEAP_MIB=2048
    --env=ZK_SERVER_ID="$env_ZK_SERVER_ID"
    --label=racks=1
  )
}

service_main "$@"
