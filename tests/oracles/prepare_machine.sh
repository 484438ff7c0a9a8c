#!/usr/bin/env bash
# Inside the machine of prepare.sh: prepare_machine.sh SCRIPT
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
script=$1

# Everything that the script could change, by content; apt's and dpkg's own backups and logs are not state.
state() { find /etc /var/lib/dpkg/status -type f -print0 | sort -z | xargs -0 sha256sum; }

# run EXPECTED-CODES OPTION…
run() {
  local codes=$1 code=0
  shift
  "$script" "$@" >/tmp/out 2>&1 || code=$?
  [[ " $codes " == *" $code "* ]] || fail "prepare.sh $*: exit code $code, expected $codes: $(cat /tmp/out)"
}

# As Debian's installer and cloud-init leave it, with names of others, and this machine's on the line of localhost.
cat >/etc/hosts <<'HOSTS'
127.0.0.1	localhost OPS110
127.0.1.1 ops110.prod.example.com ops110 printer # by the installer
127.0.1.1	ops120
::1 localhost ip6-localhost ip6-loopback ops110
# 127.0.1.1 ops100
10.9.9.9 ops110.elsewhere.example.com backup
HOSTS

before=$(state)
run "0" --plan
[[ $(state) == "$before" ]] || fail "--plan changed something"
said='update in place: OPS110 ops110 ops110.prod.example.com ops120 off the loopback lines of /etc/hosts'
grep -q 'the machines of factual-mesosphere in /etc/hosts' /tmp/out || fail "--plan does not speak of /etc/hosts: $(cat /tmp/out)"
grep -qF "$said" /tmp/out || fail "--plan does not say which names go: $(cat /tmp/out)"

# 3: a kernel without swap accounting needs a reboot, which the script says and does not do.
run "0 3"
for number in 100 110 120; do
  found=$(getent hosts "ops$number" | awk 'NR == 1 { print $1 }')
  [[ $found == "10.0.0.$number" ]] || fail "ops$number is '$found' after prepare.sh: $(cat /etc/hosts)"
  # getaddrinfo, as programs ask: it would put a loopback address first.
  for name in "ops$number" "ops$number.prod.example.com"; do
    found=$(getent ahosts "$name" | awk '{ print $1 }' | sort -u)
    [[ $found == "10.0.0.$number" ]] || fail "getaddrinfo says '$found' for $name: $(cat /etc/hosts)"
  done
done
grep -qF "$said" /tmp/out || fail "it does not say which names went: $(cat /tmp/out)"
expected="127.0.0.1 localhost # herd: was 127.0.0.1	localhost OPS110
127.0.1.1 printer # herd: was 127.0.1.1 ops110.prod.example.com ops110 printer # by the installer
# herd: was 127.0.1.1	ops120
::1 localhost ip6-localhost ip6-loopback # herd: was ::1 localhost ip6-localhost ip6-loopback ops110
# 127.0.1.1 ops100
10.9.9.9 ops110.elsewhere.example.com backup"
[[ $(sed '1,/^# herd end/d' /etc/hosts) == "$expected" ]] || fail "not what was expected of other lines: $(cat /etc/hosts)"
for name in localhost printer; do
  grep -q '^\(127\.\|::1\)' <<<"$(getent ahosts "$name")" || fail "$name does not resolve to loopback any more"
done

after=$(state)
run "0 3"
[[ $(state) == "$after" ]] || fail "a second run changed something: $(diff <(echo "$after") <(state))"

# A line that comes back (some tools write it at every boot) is dealt with again, below a block that is right.
printf '127.0.1.1 ops110\n' >>/etc/hosts
run "0 3"
[[ $(tail -n 1 /etc/hosts) == "# herd: was 127.0.1.1 ops110" ]] || fail "a second 127.0.1.1 stayed: $(cat /etc/hosts)"
grep -q 'the machines of' /tmp/out && fail "it speaks of a block that did not change: $(cat /tmp/out)"

printf '127.0.1.1 ops110' >/etc/hosts # without a line feed
run "0 3"
[[ $(getent ahosts ops110 | awk 'NR == 1 { print $1 }') == 10.0.0.110 ]] || fail "$(cat /etc/hosts)"

rm /etc/hosts
run "0" --plan
[[ ! -e /etc/hosts ]] || fail "--plan made /etc/hosts"
run "0 3"

sed -i '/^# herd end/d' /etc/hosts
damaged=$(cat /etc/hosts)
run "2"
[[ $(cat /etc/hosts) == "$damaged" ]] || fail "a damaged /etc/hosts was rewritten"

HERD_HOST=elsewhere run "2"
