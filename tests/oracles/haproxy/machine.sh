#!/usr/bin/env bash
# Inside the machine of haproxy.sh: puts the files where the image has them, has HAProxy check every configuration, and
# hands over to machine.py.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$here/lib.sh"

image=$WORK/tree/images/haproxy
install -m 0755 "$image/start.sh" /usr/local/bin/haproxy-start
install -m 0755 "$image/refresh.sh" /usr/local/bin/haproxy-refresh
install -m 0644 "$image/tasks.jq" /usr/local/lib/haproxy-tasks.jq
install -m 0644 "$image/state.awk" /usr/local/lib/haproxy-state.awk

certificate() { # FILE NAME
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
    -keyout "$WORK/key" -out "$WORK/crt" 2>/dev/null
  cat "$WORK/crt" "$WORK/key" >"$1"
}

say "haproxy -c on every configuration: rc 0 and not a word"
mkdir -p /run/secrets
certificate "$WORK/some.pem" any.example.com
for file in "$WORK"/all/*.cfg; do
  { grep -o '/run/secrets/[A-Za-z0-9_.-]*' "$file" || true; } | sort -u | while read -r secret; do
    cp "$WORK/some.pem" "$secret"
  done
  { grep -o 'http_auth([^)]*)' "$file" || true; } | sed 's/http_auth(\(.*\))/userlist \1/' | sort -u >"$WORK/users.cfg"
  echo global >>"$WORK/users.cfg"
  haproxy -c -q -f "$WORK/users.cfg" -f "$file" >"$WORK/check.out" 2>&1 || fail "$file: $(cat "$WORK/check.out")"
  if grep -v '^\[NOTICE\]' "$WORK/check.out"; then fail "$file: HAProxy has something to say"; fi
  rm -f /run/secrets/*
done

certificate "$WORK/first.pem" mesos.example.com
certificate "$WORK/second.pem" wiki.example.com
exec env PYTHONDONTWRITEBYTECODE=1 python3 "$here/haproxy/machine.py" "$WORK"
