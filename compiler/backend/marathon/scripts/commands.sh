# shellcheck shell=bash
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
