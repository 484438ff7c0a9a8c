#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service zookeeper of cluster small: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=small
service=zookeeper
image=small/zookeeper:980eda157875e07a028b2a3e5ee252bd
hosts=(box1)
ready_port=2181

# What differs from host to host.
at_host() {
  case $1 in
    box1) address=192.168.1.10 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /srv/zookeeper/data 2181:2181 0750
  directory /srv/zookeeper/log 2181:2181 0750
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=1g
    --memory-swap=1g
    --cpus=1
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=box1:192.168.1.10
    --publish="$address":2181:2181/tcp
    --publish="$address":3888:3888/tcp
    --publish="$address":2888:2888/tcp
    --mount='type=bind,source=/srv/zookeeper/data,target=/data'
    --mount='type=bind,source=/srv/zookeeper/log,target=/data-log'
    --env=HOSTNAME=box1
    --env=HOSTS=1@box1
    --env=ZK_HEAP_MIB=512
    --env=ZK_SERVER_ID=1
  )
}

service_main "$@"
