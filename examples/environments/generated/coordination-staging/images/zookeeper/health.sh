#!/bin/bash
# Passes while this ZooKeeper server takes part in a quorum (or stands alone) and serves clients.
# Without a quorum the port is open as well, but `srvr` is then answered without a mode.
set -euo pipefail

exec 3<>/dev/tcp/127.0.0.1/2181
printf srvr >&3
while IFS= read -r -t 3 line <&3; do
  if [[ $line == Mode:* ]]; then
    printf '%s\n' "$line"
    exit 0
  fi
done
printf 'zookeeper: no quorum yet\n' >&2
exit 1
