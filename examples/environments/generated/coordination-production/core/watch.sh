#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service watch of cluster coordination: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=coordination
service=watch
image=registry.example.com:5000/zookeeper-exporter:d64a96f0cf8920eb1cf2f103163601d3
hosts=(zk1 zk2)

# What differs from host to host.
at_host() {
  case $1 in
    zk1) address=10.1.0.11 ;;
    zk2) address=10.1.0.12 ;;
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
    --memory=128m
    --memory-swap=128m
    --cpus=0.25
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=zk1:10.1.0.11
    --add-host=zk2:10.1.0.12
    --add-host=zk3:10.1.0.13
    --add-host=zk4:10.1.0.14
    --add-host=zk5:10.1.0.15
    --env=TARGETS='zk1:2181,zk2:2181,zk3:2181,zk4:2181,zk5:2181'
  )
}

service_main "$@"
