#!/bin/bash
# Fills the servers of apps: asks Marathon which tasks run, and tells the running HAProxy through its socket.
#
#   haproxy-refresh TABLE SOCKET MEMORY   for ever; MEMORY is the file that keeps what HAProxy was told last
#   haproxy-refresh --once TABLE SOCKET MEMORY
#   haproxy-refresh --check TABLE         0 when the table can be read
#
# While no Marathon answers, or what it answers makes no sense, everything stays as it is. A task that goes gets no new
# requests, and its slot is free when its last connection has ended.
#
# HAPROXY_REFRESH_SECONDS        time between two rounds (2)
# HAPROXY_MARATHON_CREDENTIALS   file with `user:password` for Marathon
set -euo pipefail
export LC_ALL=C

readonly library=${HAPROXY_LIBRARY:-/usr/local/lib}
readonly pause=${HAPROXY_REFRESH_SECONDS:-2}
readonly credentials=${HAPROXY_MARATHON_CREDENTIALS:-}
readonly largest_answer=$((64 << 20))

say() { printf 'haproxy-refresh: %s\n' "$*" >&2; }

# Says a sentence once for as long as it stays true.
declare -A said=()
note() { # TOPIC SENTENCE
  [[ ${said[$1]-} == "$2" ]] || say "$1: $2"
  said[$1]=$2
}

# --- the table ---------------------------------------------------------------------------------------------

declare -A marathons=() # name -> addresses, the one that answered last in front
declare -A address_of=() # of machines
apps=()                  # "BACKEND SLOTS"

read_table() {
  local kind first second rest number=0
  marathons=() address_of=() apps=()
  while read -r kind first second rest; do
    number=$((number + 1))
    case $kind in
      '' | '#'*) ;;
      marathon) marathons[$first]="${marathons[$first]-}${marathons[$first]+ }$second" ;;
      host) address_of[$first]=$second ;;
      app)
        [[ $rest =~ ^/[a-z0-9./-]+\ [0-9]+\ [0-9]+$ ]] || bad_table "$number"
        apps+=("$first ${rest##* }")
        ;;
      *) bad_table "$number" ;;
    esac
  done <"$table"
}

bad_table() {
  say "line $1 of $table is not one that can be read"
  exit 1
}

# --- Marathon ----------------------------------------------------------------------------------------------

# The password goes through a pipe: a command line is everybody's to read.
curl_settings() {
  local text
  [[ -n $credentials ]] || return 0
  IFS= read -r text <"$credentials" || [[ -n $text ]] || return 0
  text=${text//\\/\\\\}
  printf 'user = "%s"\n' "${text//\"/\\\"}"
}

fetch() { # ADDRESS PATH FILE
  curl_settings | curl --config - --silent --fail --max-time 10 --max-filesize "$largest_answer" \
    --header 'Accept: application/json' --output "$3" "http://$1$2"
}

# Sets `answer` to what tasks.jq makes of the first Marathon that answers with sense.
answer=''
ask_marathon() { # NAME
  local address
  for address in ${marathons[$1]}; do
    rm -f "$scratch/apps" "$scratch/tasks"
    if fetch "$address" /v2/apps "$scratch/apps" && fetch "$address" /v2/tasks "$scratch/tasks" &&
      answer=$(jq -rn --arg marathon "$1" --rawfile table "$table" --slurpfile apps "$scratch/apps" \
        --slurpfile tasks "$scratch/tasks" -f "$library/haproxy-tasks.jq" 2>/dev/null); then
      answered "$1" "$address"
      note "$1" "$address answers"
      return 0
    fi
  done
  note "$1" "none of ${marathons[$1]// /, } answers with sense; servers stay as they are"
  return 1
}

# The one that answered is asked first the next time.
answered() { # NAME ADDRESS
  local address order=$2
  for address in ${marathons[$1]}; do
    [[ $address == "$2" ]] || order+=" $address"
  done
  marathons[$1]=$order
}

# --- HAProxy -----------------------------------------------------------------------------------------------

ask() { printf '%s\n' "$1" | timeout 5 socat -t 5 - "UNIX-CONNECT:$socket"; }

# tell BACKEND SLOT WORDS: HAProxy answers nothing, or what it changed; anything else is a complaint.
tell() {
  local said_back
  said_back=$(ask "set server $1/$2 $3") || return 1
  case ${said_back//$'\n'/} in
    '' | *' changed from '* | 'no need to change'*) ;;
    *) say "$1/$2 $3: $said_back" && return 1 ;;
  esac
}

# The slots of the backend, by name.
declare -A slot_address=() slot_state=() slot_sessions=()
read_slots() { # BACKEND COUNT
  local -a f
  local name text
  slot_address=() slot_state=() slot_sessions=()
  text=$(ask "show servers state $1") || return 1
  while read -r -a f; do
    if [[ ${f[3]-} == task[0-9]* ]] && ((${f[3]#task} <= $2)); then
      name=${f[3]}
      slot_address[$name]=${f[4]}:${f[18]}
      slot_state[$name]=$(admin_state "${f[6]}")
    fi
  done <<<"$text"
  ((${#slot_state[@]} > 0)) || return 1
  text=$(ask "show stat $1 4 -1") || return 1
  while IFS=, read -r -a f; do
    [[ ${f[1]-} != task* ]] || slot_sessions[${f[1]}]=${f[4]}
  done <<<"$text"
}

# Bits as HAProxy numbers them: 1 maintenance, 8 drain, both by command.
admin_state() {
  if (($1 & 1)); then echo maint; elif (($1 & 8)); then echo drain; else echo ready; fi
}

changed=''

# Compares what is with what should be. `wanted` maps addresses to ready or unknown. What comes is placed before what
# goes is drained, so that the backend is not empty in between.
declare -A wanted=() placed=()
apply() { # BACKEND COUNT
  placed=()
  read_slots "$1" "$2" || return 1
  keep_placed "$1"
  place_new "$1" maint
  retire_others "$1"
  place_new "$1" 'maint drain'
}

# Slots whose task is still wanted.
keep_placed() { # BACKEND
  local name address
  for name in $(slot_names); do
    address=${slot_address[$name]}
    [[ ${slot_state[$name]} != maint && -n ${wanted[$address]-} && -z ${placed[$address]-} ]] || continue
    placed[$address]=$name
    if [[ ${slot_state[$name]} == drain ]]; then change "$1" "$name" "state ready" "$address is back"; fi
  done
}

place_new() { # BACKEND STATES
  local address
  for address in "${!wanted[@]}"; do
    if [[ -z ${placed[$address]-} && ${wanted[$address]} == ready ]]; then place "$1" "$address" "$2"; fi
  done
}

retire_others() { # BACKEND
  local name
  for name in $(slot_names); do
    if [[ ${placed[${slot_address[$name]}]-} != "$name" ]]; then retire "$1" "$name" "${slot_address[$name]}"; fi
  done
}

slot_names() { printf '%s\n' "${!slot_state[@]}" | sort -V; }

change() { # BACKEND SLOT WORDS SENTENCE
  tell "$1" "$2" "$3" || return 0
  changed=yes
  say "$1/$2: $4"
}

retire() { # BACKEND SLOT ADDRESS
  case ${slot_state[$2]} in
    ready)
      change "$1" "$2" "state drain" "$3 is going: no new requests"
      slot_state[$2]=drain
      ;;
    drain)
      if [[ ${slot_sessions[$2]-0} == 0 ]]; then
        change "$1" "$2" "state maint" "$3 is gone"
        slot_state[$2]=maint
      fi
      ;;
  esac
}

# A free slot; or one that still drains: its connections stay, and only what comes anew goes elsewhere.
free_slot() { # STATES
  local state name
  for state in $1; do
    for name in $(slot_names); do
      if [[ ${slot_state[$name]} == "$state" ]]; then
        echo "$name"
        return
      fi
    done
  done
}

place() { # BACKEND ADDRESS STATES
  local name
  name=$(free_slot "$3")
  if [[ -z $name ]]; then
    [[ $3 == maint ]] || note "$1" "no slot is free for $2: raise \`slots\` of the route"
    return
  fi
  # Through maintenance, so that no connection that is kept open for reuse leads to the earlier task.
  if [[ ${slot_state[$name]} == drain ]]; then tell "$1" "$name" "state maint" || return 0; fi
  tell "$1" "$name" "addr ${2%:*} port ${2##*:}" || return 0
  change "$1" "$name" "state ready" "$2 gets requests"
  slot_state[$name]=ready slot_address[$name]=$2 placed[$2]=$name
}

# --- one round ---------------------------------------------------------------------------------------------

# The address of a machine: from the table, itself when it is one, or looked up.
resolve() {
  local found
  if [[ -n ${address_of[$1]-} ]]; then
    echo "${address_of[$1]}"
  elif [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    echo "$1"
  else
    found=$(timeout 5 getent ahostsv4 "$1") || return 1
    read -r found _ <<<"$found"
    address_of[$1]=$found
    echo "$found"
  fi
}

# Sets `wanted` from the lines of one backend; fails when the servers should stay as they are.
read_wanted() { # BACKEND
  local backend word host port state address lost=''
  wanted=()
  while read -r backend word host port state; do
    [[ $backend == "$1" ]] || continue
    case $word in
      keep) note "$1" "$host $port $state; servers stay as they are" && return 1 ;;
      task)
        if address=$(resolve "$host"); then
          wanted[$address:$port]=$state
        else
          note "machine $host" "has no address"
          lost=yes
        fi
        ;;
      is) lost=${lost:-no} ;;
    esac
  done <<<"$answer"
  # Without the addresses of its machines an app would look as if it had no tasks.
  [[ $lost == no ]] || ((${#wanted[@]} > 0))
}

round() {
  local name app
  changed=''
  for name in "${!marathons[@]}"; do
    ask_marathon "$name" || continue
    for app in "${apps[@]}"; do
      if grep -q "^${app% *} " <<<"$answer" && read_wanted "${app% *}"; then
        apply "${app% *}" "${app##* }" || note "${app% *}" "HAProxy does not answer"
      fi
    done
  done
  [[ -z $changed ]] || remember
}

# Kept for the next start, whether or not Marathon is there then.
remember() {
  if ! { ask 'show servers state' >"$memory.new" && mv "$memory.new" "$memory"; }; then say "cannot write $memory"; fi
}

# --- the command -------------------------------------------------------------------------------------------

once=''
case ${1-} in
  --check)
    table=$2
    read_table
    exit 0
    ;;
  --once) once=yes && shift ;;
esac
(($# == 3)) || {
  say "usage: haproxy-refresh [--once] TABLE SOCKET MEMORY | --check TABLE"
  exit 1
}
table=$1 socket=$2 memory=$3
read_table
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 0' TERM INT
while :; do
  round
  [[ -z $once ]] || break
  sleep "$pause" &
  wait "$!"
done
