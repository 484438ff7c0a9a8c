#!/bin/bash
# Passes while this Marathon answers; a follower asks the leader, so it also says whether there is one.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${MARATHON_HTTP_PORT:-8080}"
printf 'GET /ping HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
IFS= read -r -t 4 answer <&3
printf '%s\n' "${answer%$'\r'}"
[[ $answer == HTTP/1.?\ 200* ]]
