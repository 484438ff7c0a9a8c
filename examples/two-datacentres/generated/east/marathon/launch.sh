#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Launches the apps of cluster east on Marathon. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every such script
set -euo pipefail

cluster=east

# Each Marathon and its addresses.
marathons=(
  'marathon http://10.1.0.1:8080 http://10.1.0.2:8080 http://10.1.0.3:8080 http://10.1.0.4:8080 http://10.1.0.5:8080'
)

# Each app, its id and its Marathon, in the order in which they are launched.
apps=(
  'chronos /chronos marathon'
  'mirror /mirror marathon'
)

# --- talking ---------------------------------------------------------------------------------------------

export LC_ALL=C
unset CDPATH # `cd` says nothing, and goes where it is told

readonly converged=0 failed=1 could_not_run=2 waiting=3

# One line for the reader: nothing but printable characters reaches a terminal.
line() {
  local text=$*
  printf '%s\n' "${text//[![:print:]]/?}"
}

complain() { line "${0##*/}: $*" >&2; }

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  exit "$1"
}

require_programs() {
  local program
  for program in curl jq; do
    command -v "$program" >/dev/null ||
      stop_with "$could_not_run" "$program is not installed here; this script needs curl and jq (Debian: apt-get install curl jq)"
  done
}

# --- Marathon's API --------------------------------------------------------------------------------------

addresses=()       # of the Marathon that is talked to
credentials=''     # file with one line user:password
retry_seconds=60   # how long to wait for a Marathon that does not answer, or elects its leader
status=''          # of the last answer: an HTTP status, 000 when there was none
work=''            # a directory for this run; $work/answer is the last answer

make_work_directory() {
  umask 077
  work=$(mktemp -d) || stop_with "$could_not_run" "cannot make a temporary directory"
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

check_credentials() {
  local mode
  [[ -n $credentials ]] || return 0
  [[ -f $credentials && -r $credentials ]] || stop_with "$could_not_run" "cannot read the credentials $credentials"
  mode=$(stat -L -c %a -- "$credentials")
  [[ $mode == *00 ]] ||
    stop_with "$could_not_run" "others can read $credentials (mode $mode): chmod 600 it first"
  [[ $(head -n 1 -- "$credentials") == ?*:* ]] ||
    stop_with "$could_not_run" "the first line of $credentials is not user:password"
}

# By way of a pipe: no argument of a program shows it.
curl_configuration() {
  local text
  [[ -n $credentials ]] || return 0
  IFS= read -r text <"$credentials" || true
  text=${text//\\/\\\\}
  printf 'user = "%s"\n' "${text//\"/\\\"}"
}

# ask METHOD ADDRESS PATH [BODY]: one request. Sets `status`; the exit code is curl's.
ask() {
  local code=0
  local -a body=()
  [[ -z ${4-} ]] || body=(--data-binary "@$4")
  : >"$work/answer"
  status=$(curl --disable --silent --show-error --globoff --config <(curl_configuration) --connect-timeout 5 \
    --max-time 60 --request "$1" --header 'Accept: application/json' --header 'Content-Type: application/json' \
    "${body[@]}" --output "$work/answer" --write-out '%{http_code}' "$2$3" 2>"$work/complaint") || code=$?
  ((code == 0)) || status=000
  return "$code"
}

reason() {
  if [[ $status == 000 ]]; then
    head -n 1 "$work/complaint"
  else
    printf 'HTTP %s: %s' "$status" "$(message)"
  fi
}

# What Marathon says about a request that it refused.
message() {
  jq -r '[.message // empty, (.details[]? | if type == "object" then "\(.path): \(.errors | join(", "))" else tostring end)]
    | join("; ")' "$work/answer" 2>/dev/null || head -c 200 "$work/answer"
}

is_electing() { [[ $status == 000 || $status == 502 || $status == 503 || $status == 504 ]]; }

# The address that answered goes first from now on.
prefer() {
  local address
  local -a others=()
  for address in "${addresses[@]}"; do
    [[ $address == "$1" ]] || others+=("$address")
  done
  addresses=("$1" "${others[@]}")
}

check_answer() {
  case $status in
    401 | 403) stop_with "$could_not_run" "Marathon does not let us in ($(reason)): --credentials FILE has one line user:password" ;;
    3??) stop_with "$could_not_run" "${addresses[0]} sends us elsewhere (HTTP $status): give Marathon's own address with --marathon" ;;
    2?? | 404 | 409 | 400 | 422) ;;
    *) stop_with "$failed" "${addresses[0]} answered $(reason)" ;;
  esac
  [[ $status != 2?? ]] || require_answer 'type | . == "object" or . == "array"'
}

# require_answer CONDITION: one document that Marathon could have written.
require_answer() {
  jq --exit-status --slurp "length == 1 and (.[0] | $1)" "$work/answer" >/dev/null 2>&1 ||
    stop_with "$could_not_run" "${addresses[0]} does not answer as Marathon does (HTTP $status; what it sent does not meet: $1)"
}

# read_from PATH CONDITION: GET, from whichever address answers, what meets the condition; or nothing, with status 404.
read_from() {
  local address since=$SECONDS told=''
  while :; do
    for address in "${addresses[@]}"; do
      ask GET "$address" "$1" || true
      if ! is_electing; then
        prefer "$address"
        check_answer
        [[ $status == 404 || $status == 2?? ]] || stop_with "$failed" "$address answered $(reason) to a question"
        [[ $status == 404 ]] || require_answer "$2"
        return 0
      fi
    done
    ((SECONDS - since < retry_seconds)) ||
      stop_with "$could_not_run" "no Marathon answers at ${addresses[*]} ($(reason))"
    [[ -n $told ]] || complain "no Marathon answers yet ($(reason)); trying again for $retry_seconds seconds"
    told=yes
    sleep 1
  done
}

# write_to METHOD PATH [BODY]: returns 1 when nobody knows whether it was done; then look again before another try.
write_to() {
  local address code
  for address in "${addresses[@]}"; do
    code=0
    ask "$1" "$address" "$2" "${3-}" || code=$?
    case $code in
      5 | 6 | 7) continue ;; # nobody was reached: nothing was done
    esac
    prefer "$address"
    if is_electing; then return 1; fi
    check_answer
    return 0
  done
  return 1
}

answer() { jq -r "$@" "$work/answer"; }

# --- when are two descriptions of an app the same --------------------------------------------------------

# Marathon answers with more than it was told: defaults, ports that it assigned, counters, older spellings.
# shellcheck disable=SC2016 # jq expands these
normal_program='
def nothing: . == null or . == [] or . == {};
def without_nothing: walk(if type == "object" then with_entries(select(.value | nothing | not)) else . end);

# One spelling: networks and portMappings as since 1.5, portDefinitions as since 1.1, fetch as since 0.15.
def one_spelling:
  (if .container.docker.network? then
     .networks = [{mode: ({HOST: "host", BRIDGE: "container/bridge"}[.container.docker.network] // "container")}]
     | del(.container.docker.network)
   else . end)
  | (if .container.docker.portMappings? then
       .container.portMappings = .container.docker.portMappings | del(.container.docker.portMappings)
     else . end)
  | .networks = (.networks // [{mode: "host"}])
  | (if .networks[0].mode == "host" then .portDefinitions = (.portDefinitions // [.ports[]? | {port: .}])
     else del(.portDefinitions, .requirePorts) end)
  | (if .uris? then .fetch = (.fetch // [.uris[] | {uri: .}]) else . end)
  | (if .constraints? then .constraints |= map(if .[-1] == "" then .[:-1] else . end) else . end)
  | del(.ports, .uris);

def normal:
  del(.version, .versionInfo, .tasks, .tasksStaged, .tasksRunning, .tasksHealthy, .tasksUnhealthy, .deployments,
      .lastTaskFailure, .readinessCheckResults, .taskStats, .residency)
  | without_nothing | one_spelling | without_nothing;

# Where Marathon decides when it is told nothing, or 0.
def assigned: . == ".portDefinitions[].port" or . == ".container.portMappings[].servicePort";

# What it answers for a field that it was told nothing of. Several: versions differ.
def defaults: {
  ".instances": [1], ".cpus": [1], ".mem": [128], ".disk": [0], ".gpus": [0], ".executor": [""], ".tty": [false],
  ".backoffFactor": [1.15], ".backoffSeconds": [1], ".maxLaunchDelaySeconds": [300, 3600], ".requirePorts": [false],
  ".killSelection": ["YOUNGEST_FIRST"], ".acceptedResourceRoles": [["*"]],
  ".executorResources": [{cpus: 0.1, mem: 32, disk: 10}],
  ".upgradeStrategy": [{minimumHealthCapacity: 1, maximumOverCapacity: 1}, {minimumHealthCapacity: 1}],
  ".unreachableStrategy": [{inactiveAfterSeconds: 0, expungeAfterSeconds: 0},
    {inactiveAfterSeconds: 300, expungeAfterSeconds: 600}, {inactiveAfterSeconds: 900, expungeAfterSeconds: 604800}],
  ".container.type": ["DOCKER"],
  ".container.docker.forcePullImage": [false], ".container.docker.privileged": [false],
  ".container.portMappings[].containerPort": [0], ".container.portMappings[].hostPort": [0],
  ".container.portMappings[].protocol": ["tcp"], ".portDefinitions[].protocol": ["tcp"],
  ".container.volumes[].persistent.type": ["root"], ".container.volumes[].external.shared": [false],
  ".healthChecks[].gracePeriodSeconds": [300], ".healthChecks[].intervalSeconds": [60],
  ".healthChecks[].timeoutSeconds": [20], ".healthChecks[].maxConsecutiveFailures": [3],
  ".healthChecks[].protocol": ["HTTP"], ".healthChecks[].path": ["/"], ".healthChecks[].portIndex": [0],
  ".healthChecks[].delaySeconds": [15, 2], ".healthChecks[].ipProtocol": ["IPv4"],
  ".healthChecks[].ignoreHttp1xx": [false],
  ".check.intervalSeconds": [60], ".check.timeoutSeconds": [20], ".check.delaySeconds": [15],
  ".fetch[].extract": [true], ".fetch[].executable": [false], ".fetch[].cache": [false],
  ".readinessChecks[].name": ["readinessCheck"], ".readinessChecks[].protocol": ["HTTP"],
  ".readinessChecks[].path": ["/"], ".readinessChecks[].portName": ["http-api"],
  ".readinessChecks[].intervalSeconds": [30], ".readinessChecks[].timeoutSeconds": [10],
  ".readinessChecks[].httpStatusCodesForReady": [[200]], ".readinessChecks[].preserveLastResponse": [false]
};
def default_at($place):
  . as $value | $place == ".role" or ($place | assigned)
  or any(defaults[$place][]?; . == $value);

# Live as far as it was asked for: what nobody asked for and Marathon always answers is left out.
def as_asked($wanted; $place):
  if type == "object" and ($wanted | type) == "object" then
    . as $live
    | reduce keys[] as $key ({};
        ($place + "." + $key) as $inner
        | if $wanted | has($key) then .[$key] = ($live[$key] | as_asked($wanted[$key]; $inner))
          elif $live[$key] | default_at($inner) then .
          else .[$key] = $live[$key] end)
  elif type == "array" and ($wanted | type) == "array" and length == ($wanted | length) then
    . as $live | [range(length) as $i | $live[$i] | as_asked($wanted[$i]; $place + "[]")]
  elif $wanted == 0 and ($place | assigned) then 0
  else . end;

# A task with a volume of its own is never given up; Marathon sees to that itself.
def of_resident($wanted):
  if .unreachableStrategy == "disabled" and ($wanted | has("unreachableStrategy") | not)
     and any(.container.volumes[]?; has("persistent")) then del(.unreachableStrategy) else . end;

def compared($wanted): normal | of_resident($wanted) | as_asked($wanted; "");

def leaves($place):
  if type == "object" and length > 0 then to_entries[] | .key as $key | .value | leaves($place + [$key])
  else {key: ($place | join(".")), value: .} end;
def shown: tojson | if length > 70 then .[:70] + "..." else . end;

# One line a field; of variables only the name, since somebody may have put a password there by hand.
def differences($wanted):
  ([leaves([])] | from_entries) as $old | ([$wanted | leaves([])] | from_entries) as $new
  | ([$old, $new] | add | keys[]) as $key
  | select($old[$key] != $new[$key] or ($old | has($key)) != ($new | has($key)))
  | if $key | startswith("env.") then $key + " changed"
    elif $old | has($key) | not then $key + ": none -> " + ($new[$key] | shown)
    elif $new | has($key) | not then $key + ": " + ($old[$key] | shown) + " -> none"
    else $key + ": " + ($old[$key] | shown) + " -> " + ($new[$key] | shown) end;
'

# --- launching -------------------------------------------------------------------------------------------

mode=launch
instances=keep
wait_seconds=600
force=false
adopt=false
prune=false
given_marathon=${HERD_MARATHON-}
selected=()
directory=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

name='' id='' marathon='' # of the app that is being looked at
action=''                 # keep, add, update in place, replace
deployment=''             # that this run started

say() { line "$id: $*"; }

# --- what there is, and what is wanted -------------------------------------------------------------------

# program OPTION... FILTER FILE: jq with the definitions above.
program() {
  jq "${@:1:$#-2}" "$normal_program ${*: -2:1}" "${@: -1}" || stop_with "$failed" "cannot compare $id"
}

# look: $work/live is the app as it is, empty when there is none.
look() {
  read_from "/v2/apps$id" '.app.id | type == "string"'
  : >"$work/live"
  [[ $status == 404 ]] || answer '.app' >"$work/live"
}

exists() { [[ -s $work/live ]]; }

live() { jq -r "$1" "$work/live"; }

# $work/wanted: the file, with the instances that somebody scaled to by hand.
find_wanted() {
  cp -- "$directory/$name.json" "$work/wanted" || stop_with "$could_not_run" "there is no $directory/$name.json"
  if exists && [[ $instances == keep ]]; then
    jq --argjson n "$(live .instances)" '.instances = $n' "$work/wanted" >"$work/scaled"
    mv -- "$work/scaled" "$work/wanted"
  fi
}

find_changes() {
  program -r --slurpfile wanted "$work/wanted" \
    '($wanted[0] | normal) as $wanted | compared($wanted) | differences($wanted)' "$work/live"
}

# An app of the same id that is not ours is somebody's work.
require_ours() {
  local owner
  exists || return 0
  owner=$(live '.labels["org.herdc.cluster"] // ""')
  if [[ $owner == "$cluster" ]]; then return 0; fi
  [[ -z $owner ]] || stop_with "$could_not_run" "$id belongs to cluster $owner"
  $adopt || [[ $mode != launch ]] ||
    stop_with "$could_not_run" "$id was not launched by this script: --adopt takes it over"
}

decide() {
  look
  require_ours
  find_wanted
  changes=''
  if ! exists; then
    action=add
    return
  fi
  changes=$(find_changes)
  if [[ -z $changes ]]; then
    action=keep
  elif [[ $changes == instances:* && $changes != *$'\n'* ]]; then
    action='update in place'
  else
    action=replace
  fi
}

report() {
  local change written
  say "$action"
  while IFS= read -r change; do
    [[ -z $change ]] || line "    $change"
  done <<<"$changes"
  exists || return 0
  written=$(jq .instances "$directory/$name.json")
  if [[ $instances == keep && $(live .instances) != "$written" ]]; then
    line "    instances: $(live .instances) run, $written are written; kept (--instances=set changes that)"
  fi
}

# --- changing --------------------------------------------------------------------------------------------

# The deployment that holds the lock is somebody's, too: it is waited for, never forced by default.
await_unlocked() {
  local ids told=''
  ids=$(answer '[.deployments[]?.id] | join(" ")')
  while :; do
    read_from /v2/deployments 'type == "array" and all(.[]; type == "object")'
    if [[ -z $(running_of "$ids") ]]; then return 0; fi
    [[ -n $told ]] || say "locked by $(running_of "$ids"); waiting"
    told=yes
    ((SECONDS < deadline)) ||
      stop_with "$waiting" "$id is still locked by deployment $ids: run this again later, or with --force"
    sleep 1
  done
}

# running_of IDS: in words.
running_of() {
  answer --arg ids " $1 " '[.[] | select(.id as $id | $ids | contains(" " + $id + " "))
    | "deployment \(.id) of \(.affectedApps // [] | join(", ")) (step \(.currentStep // "?") of \(.totalSteps // "?"))"]
    | join("; ")'
}

# put BODY: until Marathon took it, refused it, or time is up.
put() {
  while :; do
    if write_to PUT "/v2/apps$id?partialUpdate=false&force=$force" "$1"; then
      case $status in
        200 | 201) break ;;
        409) await_unlocked ;;
        *) stop_with "$failed" "Marathon refuses $id: $(message)" ;;
      esac
    else
      complain "no answer to the change of $id ($(reason)); looking again"
      sleep 1
    fi
    ((SECONDS < deadline)) || stop_with "$waiting" "time is up before Marathon took $id"
    [[ $mode != launch ]] || decide
    if [[ $mode == launch && $action == keep ]]; then return 0; fi
  done
  deployment=$(answer '.deploymentId // (.deployments[0].id?) // ""')
}

# --- waiting until it works ------------------------------------------------------------------------------

progress() {
  live '"\(.tasksRunning // 0) of \(.instances) run" + (if (.healthChecks // []) == [] then ""
    else ", \(.tasksHealthy // 0) healthy, \(.tasksUnhealthy // 0) unhealthy" end)'
}

works() {
  [[ $(live '(.deployments // []) == [] and (.tasksRunning // 0) >= .instances
    and ((.healthChecks // []) == [] or ((.tasksHealthy // 0) >= .instances and (.tasksUnhealthy // 0) == 0))') == true ]]
}

deployment_runs() {
  [[ -n $deployment ]] || return 1
  read_from /v2/deployments 'type == "array" and all(.[]; type == "object")'
  [[ -n $(running_of "$deployment") ]]
}

await() {
  local told='' now
  while :; do
    look
    exists || stop_with "$failed" "$id is gone: somebody removed it"
    if works && ! deployment_runs; then break; fi
    now=$(progress)
    [[ $now == "$told" ]] || say "$now"
    told=$now
    ((SECONDS < deadline)) || give_up
    sleep 1
  done
  [[ $mode != launch || -z $(find_changes) ]] ||
    stop_with "$failed" "$id is not as written, although its deployment ended: somebody cancelled or changed it"
  say "works ($(progress))"
}

# The reasons, as far as Marathon knows them. Tasks that fail are a failure; those that are not there yet are waited for.
give_up() {
  local reasons
  reasons=$(live '. as $app | [
      (.tasks[]? | select(any(.healthCheckResults[]?; .alive == false)) | "task \(.id) on \(.host) is unhealthy: "
        + ([.healthCheckResults[]? | .lastFailureCause // empty] | join(", "))),
      (.lastTaskFailure // empty | select(.version == null or .version >= $app.version)
        | "the last failure, on \(.host), \(.timestamp): \(.state) \(.message)")] | .[]')
  complain "$id does not work after $wait_seconds seconds: $(progress)"
  [[ $(live '(.deployments // []) | length') == 0 ]] ||
    complain "  deployment $(live '[.deployments[].id] | join(", ")') still runs; Marathon goes on with it"
  while IFS= read -r told; do
    [[ -z $told ]] || complain "  $told"
  done <<<"$reasons"
  complain "  \`${0##*/} --rollback $name\` brings the version before it back"
  [[ -n $reasons ]] || exit "$waiting"
  exit "$failed"
}

# --- the commands ----------------------------------------------------------------------------------------

launch() {
  deadline=$((SECONDS + wait_seconds))
  deployment=''
  decide
  report
  [[ $action == keep ]] || put "$work/wanted"
  await
}

plan() {
  decide
  report
}

status_of() {
  look
  if ! exists; then
    say absent
    return "$failed"
  fi
  find_wanted
  local written='as written'
  [[ -z $(find_changes) ]] || written='differs from what is written'
  say "$(progress), $written$(live 'if (.deployments // []) == [] then "" else ", being deployed" end')"
  [[ $written == 'as written' ]] || return "$failed"
  works || return "$waiting"
}

# The newest version whose configuration is another one; scaling alone makes versions, too.
find_earlier() {
  local version now other
  look
  exists || stop_with "$could_not_run" "$id does not run: there is nothing to go back from"
  require_ours
  now=$(program -S 'normal | del(.instances)' "$work/live")
  read_from "/v2/apps$id/versions" '.versions | type == "array"'
  for version in $(answer '.versions[]'); do
    read_from "/v2/apps$id/versions/$version" 'type == "object"'
    [[ $status == 200 ]] || continue
    other=$(program -S 'normal | del(.instances)' "$work/answer")
    if [[ $other != "$now" && $version < $(live .version) ]]; then
      earlier=$version
      return 0
    fi
  done
  stop_with "$could_not_run" "Marathon keeps no earlier version of $id"
}

rollback() {
  deadline=$((SECONDS + wait_seconds))
  deployment='' earlier=''
  find_earlier
  program --argjson live "$(live '{instances}')" --arg keep "$instances" \
    'normal | if $keep == "keep" then .instances = $live.instances else . end' "$work/answer" >"$work/wanted"
  action=replace changes=$(find_changes)
  say "back to version $earlier"
  while IFS= read -r told; do
    line "    $told"
  done <<<"$changes"
  if $planning; then return 0; fi
  put "$work/wanted"
  await
}

# Ids of apps with our label that nothing declares.
find_undeclared() {
  local row known=' '
  for row in "${apps[@]}"; do
    read -r _ id other <<<"$row"
    [[ $other != "$marathon" ]] || known+="$id "
  done
  read_from /v2/apps '.apps | type == "array" and all(.[]; .id | type == "string")'
  answer --arg cluster "$cluster" --arg known "$known" '.apps[]
    | select(.labels["org.herdc.cluster"] == $cluster) | .id | select(. as $id | $known | contains(" " + $id + " ") | not)'
}

remove_undeclared() {
  local listed
  listed=$(find_undeclared)
  for id in $listed; do
    if $planning || ! $prune; then
      say "remove: nothing declares it any more$($prune || echo ' (--prune removes it)')"
    else
      remove
    fi
  done
}

remove() {
  deadline=$((SECONDS + wait_seconds))
  say "remove"
  until write_to DELETE "/v2/apps$id?force=$force" && [[ $status == 200 || $status == 404 ]]; do
    ((SECONDS < deadline)) || stop_with "$waiting" "time is up before Marathon removed $id"
    if [[ $status == 409 ]]; then await_unlocked; else sleep 1; fi
  done
  deployment=$(answer '.deploymentId? // ""')
  while deployment_runs; do
    ((SECONDS < deadline)) || stop_with "$waiting" "deployment $deployment still removes $id"
    sleep 1
  done
}

# --- what it is told ------------------------------------------------------------------------------------

usage() {
  cat <<END
Usage: ${0##*/} [--plan | --status | --rollback] [OPTION]... [APP]...

Brings the apps of cluster $cluster to what the JSON files beside this script say, in the order of their
dependencies; a second run changes nothing. With names of apps, only those.

  --plan               only say what would be done
  --status             one line for each app
  --rollback           bring the named apps back to the version before the last change of their configuration
  --prune              remove apps of this cluster that nothing declares any more
  --instances=keep     keep a number of instances that somebody scaled to by hand (the default)
  --instances=set      set it to what is written
  --wait SECONDS       how long an app may take until it works ($wait_seconds)
  --force              break the lock of a deployment that runs
  --adopt              take over an app that was launched by hand
  --marathon URL       another address of Marathon; HERD_MARATHON says the same
  --credentials FILE   one line user:password, readable by its owner only
  --help               this text

Apps:$(for row in "${apps[@]}"; do read -r name _ <<<"$row"; printf ' %s' "$name"; done)
Exit codes: 0 done, 1 failed, 2 could not run, 3 started, and not there yet.
END
}

set_mode() {
  [[ $mode == launch || $mode == "$1" ]] || stop_with "$could_not_run" "--$mode and --$1 exclude each other"
  mode=$1
}

planning=false

parse_options() {
  while (($# > 0)); do
    case $1 in
      --plan | --dry-run) planning=true ;;
      --status | --rollback) set_mode "${1#--}" ;;
      --prune | --force | --adopt) printf -v "${1#--}" true ;;
      --instances=keep | --instances=set) instances=${1#*=} ;;
      --wait | --marathon | --credentials | --instances)
        (($# > 1)) || stop_with "$could_not_run" "$1 takes a value"
        set -- "" "$1=$2" "${@:3}"
        ;;
      --wait=*) wait_seconds=${1#*=} ;;
      --marathon=*) given_marathon=${1#*=} ;;
      --credentials=*) credentials=${1#*=} ;;
      --help | -h) usage && exit 0 ;;
      -*) stop_with "$could_not_run" "there is no option $1; see --help" ;;
      *) selected+=("$1") ;;
    esac
    shift
  done
  check_options
}

check_options() {
  [[ $wait_seconds =~ ^[0-9]{1,5}$ ]] || stop_with "$could_not_run" "--wait takes a number of seconds, not $wait_seconds"
  wait_seconds=$((10#$wait_seconds))
  [[ $given_marathon =~ ^$|^https?://[^/@]+/?$ ]] ||
    stop_with "$could_not_run" "--marathon takes http://HOST:PORT; credentials go into a file"
  if [[ $mode == rollback && ${#selected[@]} == 0 ]]; then
    stop_with "$could_not_run" "--rollback takes the names of the apps that go back; see --help"
  fi
  check_selected
}

is_selected() {
  local one
  ((${#selected[@]})) || return 0
  for one in "${selected[@]}"; do
    [[ $one != "$1" && $one != "$2" ]] || return 0
  done
  return 1
}

check_selected() {
  local one row
  for one in "${selected[@]}"; do
    for row in "${apps[@]}"; do
      read -r name id _ <<<"$row"
      [[ $one != "$name" && $one != "$id" ]] || continue 2
    done
    stop_with "$could_not_run" "there is no app $one; see --help"
  done
}

# find_addresses MARATHON: `-` for the one that nothing declares.
find_addresses() {
  local row
  local -a words
  if [[ -n $given_marathon ]]; then
    addresses=("${given_marathon%/}")
    return 0
  fi
  for row in "${marathons[@]}"; do
    read -ra words <<<"$row"
    if [[ ${words[0]} == "$1" ]]; then
      addresses=("${words[@]:1}")
      return 0
    fi
  done
  stop_with "$could_not_run" "nothing says where Marathon is: give --marathon http://HOST:PORT, or set HERD_MARATHON"
}

# One address cannot stand for two Marathons.
check_given() {
  local row first=''
  [[ -n $given_marathon ]] || return 0
  for row in "${apps[@]}"; do
    read -r name id marathon <<<"$row"
    is_selected "$name" "$id" || continue
    [[ -z $first || $first == "$marathon" ]] ||
      stop_with "$could_not_run" "--marathon stands for one Marathon, and these apps run on $first and $marathon: name some apps"
    first=$marathon
  done
}

# Marathons whose apps were looked at, for what they no longer should run.
look_for_undeclared() {
  local row
  [[ $mode == launch && ${#selected[@]} == 0 ]] || return 0
  for row in "${marathons[@]:--}"; do
    read -r marathon _ <<<"$row"
    find_addresses "$marathon"
    remove_undeclared
  done
}

launch_main() {
  local row worst=$converged code
  parse_options "$@"
  require_programs
  make_work_directory
  check_credentials
  check_given
  for row in "${apps[@]}"; do
    read -r name id marathon <<<"$row"
    is_selected "$name" "$id" || continue
    find_addresses "$marathon"
    code=0
    case $mode in
      launch) if $planning; then plan; else launch; fi ;;
      status) status_of || code=$? ;;
      rollback) rollback ;;
    esac
    ((code == converged || worst == failed)) || worst=$code
  done
  look_for_undeclared
  return "$worst"
}

launch_main "$@"
