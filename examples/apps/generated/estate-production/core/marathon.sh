#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service marathon of cluster estate: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=estate
service=marathon
image=registry.example.com:5000/marathon:f0147d5f50c50fa4bc6529f2da0197b9
hosts=(ops1 ops2 ops3)
ready_port=8080

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 env_LIBPROCESS_ADVERTISE_IP=10.0.0.1 env_MARATHON_HOSTNAME=ops1 ;;
    ops2) address=10.0.0.2 env_LIBPROCESS_ADVERTISE_IP=10.0.0.2 env_MARATHON_HOSTNAME=ops2 ;;
    ops3) address=10.0.0.3 env_LIBPROCESS_ADVERTISE_IP=10.0.0.3 env_MARATHON_HOSTNAME=ops3 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  return 0
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
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --add-host=ops3:10.0.0.3
    --publish="$address":8080:8080/tcp
    --publish="$address":15101:15101/tcp
    --env=LIBPROCESS_ADVERTISE_IP="$env_LIBPROCESS_ADVERTISE_IP"
    --env=LIBPROCESS_ADVERTISE_PORT=15101
    --env=LIBPROCESS_IP=0.0.0.0
    --env=LIBPROCESS_PORT=15101
    --env=MARATHON_HOSTNAME="$env_MARATHON_HOSTNAME"
    --env=MARATHON_HTTP_PORT=8080
    --env=MARATHON_MASTER='zk://ops1:2181,ops2:2181,ops3:2181/mesos'
    --env=MARATHON_TASK_LAUNCH_TIMEOUT=300000
    --env=MARATHON_ZK='zk://ops1:2181,ops2:2181,ops3:2181/marathon'
    --health-cmd='/bin/bash /usr/local/bin/marathon-health'
    --health-interval=10s
    --health-timeout=5s
    --health-start-period=120s
    --health-retries=3
  )
}

service_main "$@"
