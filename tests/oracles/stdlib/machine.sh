#!/usr/bin/env bash
# Inside the machine of stdlib.sh: starts each service by its generated script, and asks it.
set -euo pipefail

oracles=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$1
# shellcheck source=tests/oracles/lib.sh
source "$oracles/lib.sh"
trap 'exit 143' TERM

password=$(<"/disk/postgres-password")

# run SERVICE: its generated script has to succeed.
run() {
  "$WORK/tree/core/$1.sh" >"$WORK/$1.log" 2>&1 || {
    cat "$WORK/$1.log"
    "$docker" logs --tail 20 "$1" || true
    fail "the script of $1 did not succeed"
  }
}

# ask PORT [REQUEST]: what answers there.
ask() {
  local answer
  exec 3<>"/dev/tcp/10.77.0.7/$1"
  [[ -z ${2-} ]] || printf '%s' "$2" >&3
  answer=$(timeout 20 cat <&3) || return 1
  exec 3>&-
  printf '%s\n' "$answer"
}

# query PASSWORD STATEMENT: by the real client, over the published port.
query() {
  "$docker" exec --env PGPASSWORD="$1" postgres psql --host 10.77.0.7 --username postgres --no-psqlrc --quiet --tuples-only \
    --no-align --command "$2"
}

start dockerd-machine dockerd --exec-root /run/docker-exec --cgroup-parent "/${WORK##*/}"
dockerd=$started
trap 'stop "$dockerd"' EXIT
until_true 60 "dockerd on the machine" "$docker" version

say "zookeeper and its exporter: all figures of the one that answers, and the other one is down"
run zookeeper
run exporter
request=$'GET /metrics HTTP/1.1\r\nHost: box7\r\n\r\n'
until_true 60 "the figures of ZooKeeper" bash -c "$(declare -f ask); grep -q 'zk_up{server=\"box7:2181\"} 1' <<<\"\$(ask 9141 \$'GET /metrics HTTP/1.1\r\n\r\n')\""
ask 9141 "$request" >"$WORK/metrics"
grep -q '^zk_up{server="box7:2182"} 0$' "$WORK/metrics" || fail "the server that is nobody is not down: $(grep up "$WORK/metrics")"
grep -q '^zk_server_state{server="box7:2181",state="standalone"} 1$' "$WORK/metrics" || fail "no state: $(cat "$WORK/metrics")"
grep -qE '^zk_znode_count\{server="box7:2181"\} [0-9]+$' "$WORK/metrics" || fail "no count of nodes: $(cat "$WORK/metrics")"
figures=$(sed '1,/^\r$/d' "$WORK/metrics")
bad=$(grep -vE '^[a-z_A-Z0-9]+\{server="[^"]+"(,[a-z]+="[^"]+")?\} -?[0-9.eE+-]+$' <<<"$figures" || true)
[[ -z $bad ]] || fail "these lines are no samples: $bad"
names=$(cut -d '{' -f 1 <<<"$figures" | uniq | sort | uniq -d)
[[ -z $names ]] || fail "the samples of these names do not stand together: $names"
(($(wc -l <<<"$figures") > 30)) || fail "only $(wc -l <<<"$figures") samples"
[[ $(ask 9141 $'GET / HTTP/1.1\r\n\r\n') == 'HTTP/1.0 404'* ]] || fail "the exporter answers whatever is asked"
[[ $(ask 9141 $'nonsense\r\n\r\n') == 'HTTP/1.0 404'* ]] || fail "the exporter does not answer nonsense"
say "$(wc -l <<<"$figures") samples"

say "postgres: the password of the secret, PostGIS, and the data after the container went away"
run postgres
[[ $(query "$password" 'select 6 * 7') == 42 ]] || fail "PostgreSQL does not answer"
! query "not the password" 'select 1' >"$WORK/refused" 2>&1 || fail "PostgreSQL takes any password"
[[ $(query "$password" 'select st_area(st_makeenvelope(0, 0, 3, 4))') == 12 ]] || fail "there is no PostGIS"
[[ $(query "$password" 'show shared_buffers') == 64MB ]] || fail "SHARED_BUFFERS is not what was said"
query "$password" "create table cows (name text); insert into cows values ('cow00007')"
users=$("$docker" top postgres -eo pid,uid | tail -n +2 | while read -r _ uid; do printf '%s\n' "$uid"; done | sort -u)
[[ $users == 5432 ]] || fail "it does not run as 5432: $users"
! "$docker" exec postgres grep -aqF "$password" /proc/1/environ || fail "the password is in the server's environment"
"$docker" exec --detach --env PGPASSWORD="$password" postgres psql --host 10.77.0.7 --username postgres --command 'select pg_sleep(600)'
sleep 1
before=$SECONDS
"$docker" stop postgres >/dev/null
((SECONDS - before < 20)) || fail "it took $((SECONDS - before)) s to stop, with a client that stays"
grep -q 'received fast shutdown request' <<<"$("$docker" logs postgres 2>&1)" || fail "the stop signal does not mean a fast shutdown"
[[ $("$docker" inspect --format '{{.State.ExitCode}}' postgres) == 0 ]] || fail "it did not shut down cleanly"
"$docker" rm --force postgres >/dev/null
run postgres
[[ $(query "$password" 'select name from cows') == cow00007 ]] || fail "the data went away with the container"
say "a half made database is not taken for one"
"$docker" rm --force postgres >/dev/null
mv /disk/data/postgres/pgdata /disk/data/postgres/.pgdata.new
rm /disk/data/postgres/.pgdata.new/PG_VERSION
run postgres
[[ $(query "$password" "select count(*) from pg_tables where tablename = 'cows'") == 0 ]] || fail "half a database is served"
printf '14\n' >/disk/data/postgres/pgdata/PG_VERSION
"$docker" restart postgres >/dev/null
until_true 30 "the refusal of another version" bash -c "grep -q 'is of PostgreSQL 14, and this is 15' <<<\"\$($docker logs --tail 5 postgres 2>&1)\""

say "ruby: a program of the image, and one that is fetched"
run work
until_true 30 "the worker" bash -c "$(declare -f ask); ask 8080"
[[ $(ask 8080) == "--queue mails" ]] || fail "the worker says $(ask 8080)"
run fetched
until_true 60 "the fetched worker" bash -c "$(declare -f ask); ask 8081"
[[ $(ask 8081) == "--queue bills" ]] || fail "the fetched worker says $(ask 8081)"
before=$SECONDS
"$docker" stop work fetched >/dev/null
((SECONDS - before < 10)) || fail "the stop signal does not reach the program"
