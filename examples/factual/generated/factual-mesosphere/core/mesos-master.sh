#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service mesos-master of cluster factual-mesosphere: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=factual-mesosphere
service=mesos-master
image=registry.prod.example.com:5000/mesos:374001d0b89f330f610606c950d60b9e
hosts=(ops100 ops110 ops120)
ready_port=5050

# What differs from host to host.
at_host() {
  case $1 in
    ops100) address=10.0.0.100 env_MESOS_ADVERTISE_IP=10.0.0.100 env_MESOS_HOSTNAME=ops100 ;;
    ops110) address=10.0.0.110 env_MESOS_ADVERTISE_IP=10.0.0.110 env_MESOS_HOSTNAME=ops110 ;;
    ops120) address=10.0.0.120 env_MESOS_ADVERTISE_IP=10.0.0.120 env_MESOS_HOSTNAME=ops120 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /disk/ssd/data/mesos/workdir 5050:5050 0750
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
    --user=5050:5050
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops100:10.0.0.100
    --add-host=ops110:10.0.0.110
    --add-host=ops120:10.0.0.120
    --publish="$address":5050:5050/tcp
    --mount='type=bind,source=/disk/ssd/data/mesos/workdir,target=/workdir'
    --env=MESOS_ADVERTISE_IP="$env_MESOS_ADVERTISE_IP"
    --env=MESOS_ADVERTISE_PORT=5050
    --env=MESOS_CLUSTER=factual-mesosphere
    --env=MESOS_HOSTNAME="$env_MESOS_HOSTNAME"
    --env=MESOS_IP=0.0.0.0
    --env=MESOS_PORT=5050
    --env=MESOS_QUORUM=2
    --env=MESOS_WORK_DIR=/workdir
    --env=MESOS_ZK='zk://ops100:2181,ops110:2181,ops120:2181/mesos'
    --health-cmd='/bin/bash /usr/local/bin/mesos-master-health'
    --health-interval=10s
    --health-timeout=5s
    --health-start-period=60s
    --health-retries=3
  )
}

service_main "$@"
