#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Service shown of cluster demo: the same script on each of its hosts. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail
# shellcheck source=/dev/null # lib.sh is checked by itself
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

cluster=demo
service=shown
image=docker.io/library/debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
hosts=(ops1 ops2)

# What differs from host to host.
at_host() {
  case $1 in
    ops1) address=10.0.0.1 ;;
    ops2) address=10.0.0.2 ;;
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
    --memory=512m
    --memory-swap=512m
    --cpus=0.3
    --pids-limit=4096
    --stop-timeout=30
    --security-opt=no-new-privileges
    --log-opt=max-size=10m
    --log-opt=max-file=3
    --add-host=ops1:10.0.0.1
    --add-host=ops2:10.0.0.2
    --env=A_SORTED='1 2 3'
    --env=B_SUM=13
    --env=C_KEYS='large,small'
    --env=D_DIV=31
    --env=E_HALF=3.5
    --env=F_PAD=007
    --env=G_UPPER='IT IS 2'
    --env=H_IN=true
    --env=I_RANGE=r1-r2-r3
    --env=J_QUORUM=2
    --env=K_GET=absent
    --env=L_SECONDS=90
    --env=M_SPLIT=b
    --env=N_REPLACE=a+b+c
    --env=P_NEGATIVE=-2
    --entrypoint=env
  )
}

service_main "$@"
