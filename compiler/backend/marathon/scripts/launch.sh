# shellcheck shell=bash
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
  read_from "/v2/apps$id"
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
    read_from /v2/deployments
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
  read_from /v2/deployments
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
  read_from "/v2/apps$id/versions"
  for version in $(answer '.versions[]'); do
    read_from "/v2/apps$id/versions/$version"
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
  read_from /v2/apps
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
