#!/bin/sh
# Asks each server of SOURCE (zk://host:port,…/path, or `none`) every minute whether it is there.
set -eu
[ "$SOURCE" != none ] || exec sleep infinity
servers=${SOURCE#zk://}
servers=${servers%%/*}
while :; do
  for server in $(printf '%s' "$servers" | tr ',' ' '); do
    if printf ruok | socat -t 5 - "TCP:$server,connect-timeout=5"; then echo " $server"; else echo "lost $server"; fi
  done
  sleep 60
done
