#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service edge of cluster estate: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=estate
service=edge
image=registry.example.com:5000/haproxy:95b53a1e8e7c301b1417f9c66687e6e0
hosts=(ops1 ops2 ops3)
ready_port=80

# Configuration: a change of it reloads, and never replaces the container.
config_files=(haproxy/edge.cfg haproxy/edge.apps)
config_directory=/etc/haproxy/herd
config_validate=(/usr/local/bin/haproxy-start check)
config_reload=SIGUSR2

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 ;;
    ops2) address=10.0.0.2 ;;
    ops3) address=10.0.0.3 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /var/lib/herd/data/edge 0:0 0755
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=512m
    --memory-swap=512m
    --cpus=1
    --pids-limit=4096
    --stop-timeout=60
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --add-host=ops3:10.0.0.3
    --publish="$address":80:80/tcp
    --mount='type=bind,source=/var/lib/herd/data/edge,target=/var/lib/haproxy'
    --mount='type=bind,source=/var/lib/herd/config/edge,target=/etc/haproxy/herd,readonly'
    --mount='type=bind,source=/var/lib/herd/secrets/edge,target=/run/secrets,readonly'
  )
}

service_main "$@"
