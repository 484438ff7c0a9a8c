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
