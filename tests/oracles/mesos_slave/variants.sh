# shellcheck shell=bash disable=SC2154  # $here, $root and $WORK are those of lib.sh
export HERDC

# variant NAME SED-SCRIPT: the cluster, changed, and compiled.
variant() {
  mkdir -p "$WORK/$1"
  cp "$here/mesos_slave/mesos.asc" "$root/examples/factual/herd.lock" "$WORK/$1/"
  sed "$2" "$here/mesos_slave/cluster.herd" >"$WORK/$1/cluster.herd"
  "$HERDC" build "$WORK/$1/cluster.herd" >"$WORK/$1.out" 2>&1 || fail "$1: $(cat "$WORK/$1.out")"
  "$HERDC" build --print=model "$WORK/$1/cluster.herd" >"$WORK/$1/model" 2>/dev/null
}
