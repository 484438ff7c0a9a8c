#!/usr/bin/env bash
# Inside the machine of haproxy_engine.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$here/lib.sh"
trap 'exit 143' TERM

address=10.78.0.7
copies=/var/lib/herd

# run CODE TREE WORDS…: the script of the proxy; its exit code has to be CODE.
run() {
  local wanted=$1 tree=$2 code=0
  shift 2
  "$WORK/$tree/core/${script:-edge}.sh" "$@" >"$WORK/script.log" 2>&1 || code=$?
  sed 's/^/          | /' "$WORK/script.log"
  [[ $code == "$wanted" ]] || fail "exit code $code, not $wanted"
}
said() { grep -q -- "$1" "$WORK/script.log" || fail "the script does not say: $1"; }

# What stays the same unless the container is stopped or replaced.
container() { "$docker" inspect --format '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}' "${1-edge}"; }
same_container() { [[ $(container "${2-edge}") == "$1" ]] || fail "the container was touched: $1, now $(container "${2-edge}")"; }

page() { curl --silent --max-time 5 --header "Host: $1.test.example.com" "http://$address/"; }
is_served() { [[ $(page "$1") == "$1" ]]; }
serves() { is_served "$1" || fail "$1 is not served: $(page "$1")"; }
serial() {
  openssl s_client -connect "$address:443" </dev/null 2>/dev/null | openssl x509 -noout -serial
}
certificate() { # SERIAL
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -set_serial "$1" -subj /CN=wiki.test.example.com \
    -keyout "$WORK/key" -out "$WORK/crt" 2>/dev/null
  cat "$WORK/crt" "$WORK/key" >/etc/herd/certificate.pem.new
  mv /etc/herd/certificate.pem.new /etc/herd/certificate.pem
}

mkdir -p /etc/herd
for name in wiki:9001 second:9002; do
  start "${name%:*}" python3 "$here/haproxy_engine/pages.py" "$address" "${name#*:}" "${name%:*}" "$WORK/go"
done
start dockerd-machine dockerd --exec-root /run/docker-exec --cgroup-parent "/${WORK##*/}"
dockerd=$started
trap 'stop "$dockerd"' EXIT
until_true 60 "dockerd on the machine" "$docker" version

say "a secret is missing: it is named, and nothing is made"
run 2 first
said /etc/herd/certificate.pem
[[ -z $("$docker" ps --all --quiet) ]] || fail "a container was made"

say "first run, and a second one that changes nothing"
certificate 100
echo one >/etc/herd/token
run 0 first
serves wiki
[[ $(serial) == serial=64 ]] || fail "another certificate: $(serial)"
before=$(container)
run 0 first
said ': keep'
same_container "$before"

say "a route is added: reload, with a connection held open"
run 0 route --plan
said ': reload'
curl --silent --max-time 240 --header 'Host: wiki.test.example.com' "http://$address/held" >"$WORK/held" &
held=$!
is_held() { [[ $(ss --no-header --tcp --numeric state established "src $address:9001" | wc -l) -ge 1 ]]; }
until_true 10 "a request that waits for its answer" is_held
run 0 route
same_container "$before"
serves second
serves wiki
kill -0 "$held" || fail "the held request ended by itself: $(<"$WORK/held")"
touch "$WORK/go"
wait "$held" || fail "the held connection was cut"
[[ $(<"$WORK/held") == wiki ]] || fail "another answer on the held connection: $(<"$WORK/held")"
run 0 route
said ': keep'

say "an invalid file: nothing is touched"
cp -r "$WORK/route" "$WORK/invalid"
echo bogus >>"$WORK/invalid/haproxy/edge.cfg"
run 1 invalid
said 'nothing was touched'
said bogus
same_container "$before"
serves second

say "a file that is valid and cannot be run with: the earlier one is back"
cp -r "$WORK/route" "$WORK/unbindable"
sed -i 's/^  bind :80$/&\n  bind 203.0.113.9:81/' "$WORK/unbindable/haproxy/edge.cfg"
run 1 unbindable
said 'did not take the new files'
said 'runs with the earlier files'
same_container "$before"
serves second
cmp "$WORK/route/haproxy/edge.cfg" "$copies/config/edge/edge.cfg" || fail "the earlier file is not back"
run 0 route
said ': keep'

say "a run that was cut off between the copies and the signal: the next one reloads"
cp "$WORK/first/haproxy/edge.cfg" "$copies/config/edge/edge.cfg"
run 0 route
said ': reload'
same_container "$before"
serves second

say "a rotated certificate: reload; one that is none: nothing is touched"
certificate 200
run 0 route
said 'secret certificate: changed'
same_container "$before"
[[ $(serial) == serial=C8 ]] || fail "the old certificate is still served: $(serial)"
echo none >/etc/herd/certificate.pem
run 1 route
said 'nothing was touched'
[[ $(serial) == serial=C8 ]] || fail "another certificate: $(serial)"
certificate 200
run 0 route

say "after reloads the restart policy still holds"
pid=$("$docker" inspect --format '{{.State.Pid}}' edge)
kill -KILL "$pid" || fail "cannot kill process $pid of the container"
restarted() { [[ $("$docker" inspect --format '{{.RestartCount}} {{.State.Running}}' edge) == '1 true' ]]; }
until_true 30 "a restart by docker" restarted
until_true 30 "wiki after the restart" is_served wiki

say "more memory: replaced, as always"
before=$(container)
sed -i 's/^  bind :80$/&\n  # changed as well/' "$WORK/larger/haproxy/edge.cfg"
run 0 larger
said ': replace'
[[ $(container) != "$before" ]] || fail "the container was not replaced"
serves wiki
[[ $(page second) != second ]] || fail "the replaced proxy has the earlier configuration"

say "a service that cannot be told: its secret is changed by a restart"
script=reader
run 0 first
[[ $("$docker" exec reader cat /run/secrets/token) == one ]] || fail "the secret is not there"
before=$(container reader)
run 0 first
said ': keep'
same_container "$before" reader
echo two >/etc/herd/token
run 0 first
said ': restart'
[[ $("$docker" exec reader cat /run/secrets/token) == two ]] || fail "the secret is the earlier one"

say "no secret shows"
if grep -q 'BEGIN\|two$' <<<"$("$docker" inspect edge reader)"; then fail "docker inspect shows a secret"; fi
[[ $(stat -c %a "$copies/secrets") == 700 && $(stat -c %a "$copies/state") == 700 ]] || fail "others can read the copies"
"$docker" stop --time 10 edge reader >/dev/null
