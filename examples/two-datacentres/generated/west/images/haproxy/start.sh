#!/bin/bash
# Entry point of the HAProxy image: runs HAProxy as master and worker, and the refresher beside it.
#
#   haproxy-start             runs until it is told to stop
#   haproxy-start check       0 when the files could be run with; says what is wrong otherwise
#   haproxy-start check --running
#                             0 as soon as the running process works with the files that lie there
#   haproxy-start health      0 while the process answers
#
#   /etc/haproxy/herd/NAME.cfg    the configuration; exactly one
#   /etc/haproxy/herd/NAME.apps   what the refresher fills; may be missing
#   /run/secrets/NAME             certificates, and files of `user:hash` lines for `http_auth(NAME)`
#   /var/lib/haproxy              remembers the servers of apps; best a volume
#
# SIGUSR2 reads the files again without losing a connection; when they are wrong, what runs goes on. SIGTERM ends
# when the last request has been answered, or after HAPROXY_STOP_SECONDS (50).
#
# HAPROXY_MARATHON_CREDENTIALS names a file `user:password` for Marathon; HAPROXY_REFRESH_SECONDS (2) is how often it
# is asked.
set -euo pipefail
export LC_ALL=C

# Where things are; other places are for tests.
readonly config_directory=${HAPROXY_CONFIG_DIRECTORY:-/etc/haproxy/herd}
readonly secrets=${HAPROXY_SECRETS:-/run/secrets}
readonly run=${HAPROXY_RUN:-/run/haproxy}
readonly data=${HAPROXY_DATA:-/var/lib/haproxy}
readonly library=${HAPROXY_LIBRARY:-/usr/local/lib}
readonly refresher=${HAPROXY_REFRESHER:-/usr/local/bin/haproxy-refresh}
readonly account=haproxy

say() { printf 'haproxy-start: %s\n' "$*" >&2; }

refuse() {
  say "$*"
  exit 1
}

config=''
find_config() {
  local -a found=("$config_directory"/*.cfg)
  [[ -f ${found[0]} ]] || refuse "there is no configuration in $config_directory"
  ((${#found[@]} == 1)) || refuse "there are several configurations in $config_directory: ${found[*]##*/}"
  config=${found[0]}
}

# --- users -------------------------------------------------------------------------------------------------

# user_lists FILE: for each list of users that the configuration asks for, one section made from its secret. The hashes
# go from file to file; no tree and no command line ever has them.
user_lists() {
  local name
  : >"$1"
  chmod 0600 "$1"
  while read -r name; do
    user_list "$name" >>"$1"
  done < <(grep -o 'http_auth([A-Za-z0-9_.:-]*)' "$config" | sed 's/^http_auth(//; s/)$//' | sort -u)
}

# What crypt(3) knows, so what HAProxy can compare with: SHA-512, SHA-256, yescrypt, bcrypt. Of MD5 and DES, nothing.
# shellcheck disable=SC2016 # these `$` are of the hash
readonly known_hash='^\$(5|6|y|2[aby])\$[A-Za-z0-9./$,=+-]+$'

user_list() {
  local file=$secrets/$1 user hash number=0
  [[ -f $file && -r $file ]] || refuse "the file of users $file is missing"
  printf 'userlist %s\n' "$1"
  while IFS=: read -r user hash || [[ -n $user ]]; do
    number=$((number + 1))
    hash=${hash%$'\r'}
    [[ -n $user && $user != '#'* ]] || continue
    [[ $user =~ ^[A-Za-z0-9][A-Za-z0-9._@+-]*$ ]] ||
      refuse "line $number of $file: the name of a user holds letters, digits and . _ @ + -"
    [[ $hash =~ $known_hash ]] ||
      refuse "line $number of $file: the password of $user is not hashed in a form that works here: use \`mkpasswd -m sha-512\`, \`openssl passwd -6\` or \`htpasswd -B\` (\$apr1\$ and {SHA} are Apache's own)"
    printf '  user %s password %s\n' "$user" "$hash"
  done <"$file"
}

# --- the running process -----------------------------------------------------------------------------------

ask() { printf '%s\n' "$1" | timeout 5 socat -t 5 - "UNIX-CONNECT:$run/admin.sock"; }
worker() { ask 'show info' 2>/dev/null | sed -n 's/^Pid: //p'; }

# Everything that the process reads, as one number.
files_digest() {
  local -a files=()
  mapfile -d '' -t files < <(find -L "$config_directory" "$secrets" -type f -print0 2>/dev/null | sort -z)
  sha256sum -- "${files[@]}" | sha256sum | cut -d ' ' -f 1
}

# Remembers which servers there are, and how they were. A port in such a file would win over that in a changed
# configuration, so only what the configuration still says is kept.
save_state() {
  local dump
  dump=$(ask 'show servers state' 2>/dev/null) && [[ $dump == 1$'\n'* ]] || dump=''
  printf '%s\n' "$dump" >"$run/dump"
  if [[ -z $dump && -f $data/servers ]]; then cp "$data/servers" "$run/dump"; fi
  awk -v fresh="$1" -f "$library/haproxy-state.awk" "$config" "$run/dump" >"$run/servers.state.new"
  mv "$run/servers.state.new" "$run/servers.state"
  rm -f "$run/dump"
}

# --- commands ----------------------------------------------------------------------------------------------

check() {
  local scratch status=0
  find_config
  scratch=$(mktemp -d)
  # shellcheck disable=SC2064 # the name is known now
  trap "rm -rf '$scratch'" EXIT
  user_lists "$scratch/users.cfg"
  printf 'global\n' >>"$scratch/users.cfg"
  env -u HERD_RUN haproxy -c -f "$scratch/users.cfg" -f "$config" || status=$?
  if [[ -f ${config%.cfg}.apps ]]; then "$refresher" --check "${config%.cfg}.apps" || status=1; fi
  return "$status"
}

# Waits for the end of a reload; the process that runs as number 1 writes what came of it.
check_running() {
  local wanted tries result=''
  wanted=$(files_digest)
  for ((tries = 0; tries < 300; ++tries)); do
    read -r result <"$run/loaded" || true
    case $result in
      "$wanted running") return 0 ;;
      "$wanted refused") break ;;
    esac
    sleep 0.1
  done
  say "the process does not run with the files in $config_directory: ${result:-it has not started}"
  return 1
}

health() { [[ -n $(worker) ]] || refuse "no worker answers"; }

master=''
refresher_pid=''
stopping=''

start_master() {
  export HERD_RUN=$run
  haproxy -W -db -S "$run/master.sock,mode,600" -f "$run/users.cfg" -f "$config" &
  master=$!
}

# As the user that the workers have: what Marathon answers is nobody's we know.
start_refresher() {
  [[ -z $refresher_pid ]] || kill -TERM "$refresher_pid" 2>/dev/null || true
  refresher_pid=''
  local table=${config%.cfg}.apps
  [[ -f $table && -z $stopping ]] || return 0
  local -a as_account=(setpriv "--reuid=$account" "--regid=$account" --clear-groups --no-new-privs --)
  ((EUID == 0)) || as_account=()
  "${as_account[@]}" "$refresher" "$table" "$run/admin.sock" "$data/servers" &
  refresher_pid=$!
}

# await_worker OLD: 0 when another worker than OLD answers, 1 when the master gave up or none came.
await_worker() {
  local tries now
  for ((tries = 0; tries < 150; ++tries)); do
    kill -0 "$master" 2>/dev/null || return 1
    now=$(worker) || true
    [[ -z $now || $now == "$1" ]] || return 0
    sleep 0.1
    if [[ -n $1 ]] && has_failed; then return 1; fi
  done
  return 1
}

failures=0
count_failures() {
  local text
  text=$(printf 'show proc\n' | timeout 5 socat -t 5 - "UNIX-CONNECT:$run/master.sock" 2>/dev/null) || return 0
  sed -n 's/.*\[failed: \([0-9]*\)\].*/\1/p' <<<"$text"
}
has_failed() {
  local now
  now=$(count_failures)
  [[ -n $now ]] && ((now > failures))
}

record() { printf '%s %s\n' "$1" "$2" >"$run/loaded.new" && mv "$run/loaded.new" "$run/loaded"; }

reload() {
  local digest old
  digest=$(files_digest)
  old=$(worker) || true
  failures=$(count_failures)
  failures=${failures:-0}
  if (find_config && user_lists "$run/users.new"); then
    find_config
    mv "$run/users.new" "$run/users.cfg"
    save_state ''
    kill -USR2 "$master"
    if await_worker "$old"; then
      record "$digest" running
      start_refresher
      return
    fi
  fi
  say "the files are not what HAProxy takes: it goes on with those before"
  record "$digest" refused
}

stop() {
  stopping=yes
  [[ -z $refresher_pid ]] || kill -TERM "$refresher_pid" 2>/dev/null || true
  kill -USR1 "$master" 2>/dev/null || true # no new connections; ends with the last one
  (sleep "${HAPROXY_STOP_SECONDS:-50}" && kill -TERM "$master") 2>/dev/null &
}

prepare_directories() {
  mkdir -p "$run" "$data"
  ((EUID != 0)) || chown "$account:$account" "$run" "$data"
  chmod 0750 "$run"
  rm -f "$run"/*.sock "$run/loaded"
}

main() {
  find_config
  prepare_directories
  # An extra `global` keeps the file from being empty, which HAProxy would not take.
  user_lists "$run/users.cfg"
  printf 'global\n' >>"$run/users.cfg"
  save_state yes
  local digest wake='' code
  digest=$(files_digest)
  trap 'wake=reload' USR2
  trap stop TERM INT USR1
  start_master
  await_worker '' || refuse "HAProxy did not start"
  record "$digest" running
  start_refresher
  while :; do
    code=0
    wait -n || code=$?
    if [[ $wake == reload ]]; then
      wake=''
      reload
      continue
    fi
    kill -0 "$master" 2>/dev/null || break
    if [[ -z $stopping && -n $refresher_pid ]] && ! kill -0 "$refresher_pid" 2>/dev/null; then
      say "the refresher ended; another one is started"
      sleep 1
      start_refresher
    fi
  done
  wait "$master" || code=$?
  [[ -z $stopping ]] || exit 0
  refuse "HAProxy ended with $code"
}

case "${1-}" in
  '') main ;;
  check) if [[ ${2-} == --running ]]; then check_running; else check; fi ;;
  health) health ;;
  *) refuse "there is no command $(printf %q "$1"): check, check --running, health" ;;
esac
