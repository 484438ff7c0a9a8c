#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service bills of cluster demo: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
service=bills
image=registry.example.com:5000/postgres:bbbaeee0dd55d11ecfc0cb94c083504a
hosts=(ops1)
ready_port=5432

# Files of this host that the container reads as /run/secrets/NAME.
secret_names=(bills-password)
secret_files=(
  /etc/herd/bills-password
)

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 ;;
    *) return 1 ;;
  esac
}

# Made when missing; one that exists stays as it is.
directories() {
  directory /disk/bills 0:0 0755
}

# What docker is told when it creates the container.
definition() {
  flags=(
    --restart=always
    --memory=2g
    --memory-swap=2g
    --cpus=1
    --pids-limit=4096
    --stop-timeout=120
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops1:10.0.0.1
    --publish="$address":5432:5432/tcp
    --mount='type=bind,source=/disk/bills,target=/data'
    --mount='type=bind,source=/var/lib/herd/secrets/bills,target=/run/secrets,readonly'
    --env=PG_PASSWORD_FILE=/run/secrets/bills-password
  )
}

service_main "$@"
