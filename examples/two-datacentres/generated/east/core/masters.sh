#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service masters of cluster east: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=east
service=masters
image=registry.east.example.com:5000/mesos:374001d0b89f330f610606c950d60b9e
hosts=(e-ops1 e-ops2 e-ops3 e-ops4 e-ops5)
ready_port=5050

# What differs from host to host.
at_host() {
  case $1 in
    e-ops1) address=10.1.0.1 env_MESOS_ADVERTISE_IP=10.1.0.1 env_MESOS_HOSTNAME=e-ops1 ;;
    e-ops2) address=10.1.0.2 env_MESOS_ADVERTISE_IP=10.1.0.2 env_MESOS_HOSTNAME=e-ops2 ;;
    e-ops3) address=10.1.0.3 env_MESOS_ADVERTISE_IP=10.1.0.3 env_MESOS_HOSTNAME=e-ops3 ;;
    e-ops4) address=10.1.0.4 env_MESOS_ADVERTISE_IP=10.1.0.4 env_MESOS_HOSTNAME=e-ops4 ;;
    e-ops5) address=10.1.0.5 env_MESOS_ADVERTISE_IP=10.1.0.5 env_MESOS_HOSTNAME=e-ops5 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /disk/ssd/mesos 5050:5050 0750
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
    --add-host=e-ops1:10.1.0.1
    --add-host=e-ops2:10.1.0.2
    --add-host=e-ops3:10.1.0.3
    --add-host=e-ops4:10.1.0.4
    --add-host=e-ops5:10.1.0.5
    --publish="$address":5050:5050/tcp
    --mount='type=bind,source=/disk/ssd/mesos,target=/workdir'
    --env=MESOS_ADVERTISE_IP="$env_MESOS_ADVERTISE_IP"
    --env=MESOS_ADVERTISE_PORT=5050
    --env=MESOS_CLUSTER=east
    --env=MESOS_HOSTNAME="$env_MESOS_HOSTNAME"
    --env=MESOS_IP=0.0.0.0
    --env=MESOS_PORT=5050
    --env=MESOS_QUORUM=3
    --env=MESOS_WORK_DIR=/workdir
    --env=MESOS_ZK='zk://e-ops1:2181,e-ops2:2181,e-ops3:2181,e-ops4:2181,e-ops5:2181/mesos'
    --health-cmd='/bin/bash /usr/local/bin/mesos-master-health'
    --health-interval=10s
    --health-timeout=5s
    --health-start-period=60s
    --health-retries=3
  )
}

service_main "$@"
