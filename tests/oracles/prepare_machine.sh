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

before=$(state)
run "0" --plan
[[ $(state) == "$before" ]] || fail "--plan changed something"
grep -q 'in /etc/hosts' /tmp/out || fail "--plan does not speak of /etc/hosts: $(cat /tmp/out)"

# 3: a kernel without swap accounting needs a reboot, which the script says and does not do.
run "0 3"
for number in 100 110 120; do
  found=$(getent hosts "ops$number" | awk 'NR == 1 { print $1 }')
  [[ $found == "10.0.0.$number" ]] || fail "ops$number is '$found' after prepare.sh: $(cat /etc/hosts)"
done
grep -q '^127.0.0.1 localhost$' /etc/hosts || fail "what stood in /etc/hosts is gone: $(cat /etc/hosts)"

after=$(state)
run "0 3"
[[ $(state) == "$after" ]] || fail "a second run changed something: $(diff <(echo "$after") <(state))"

sed -i '/^# herd end/d' /etc/hosts
damaged=$(cat /etc/hosts)
run "2"
[[ $(cat /etc/hosts) == "$damaged" ]] || fail "a damaged /etc/hosts was rewritten"

HERD_HOST=elsewhere run "2"
