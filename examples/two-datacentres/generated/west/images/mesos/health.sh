#!/bin/bash
# Passes while this master answers, elected or not.
set -euo pipefail

address=${MESOS_IP:-0.0.0.0}
if [[ $address == 0.0.0.0 ]]; then address=127.0.0.1; fi
exec 3<>"/dev/tcp/$address/${MESOS_PORT:-5050}"
printf 'GET /master/health HTTP/1.0\r\nHost: %s\r\n\r\n' "$address" >&3
IFS= read -r -t 4 answer <&3
printf '%s\n' "${answer%$'\r'}"
[[ $answer == HTTP/1.?\ 200* ]]
