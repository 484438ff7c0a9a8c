# shellcheck shell=bash
# --- what a service script says ----------------------------------------------------------------------------

cluster=''    # name of the cluster
service=''    # name of the service, and of its container
hosts=()      # the hosts it runs on
image=''      # reference of its image
flags=()      # flags of `docker create` on this host, each as one word: --name=value
args=()       # words after the image
ready_port='' # a port that answers once the service runs; may be empty
config_files=()     # configuration that the container reads, as files of the tree
config_directory='' # where it reads them
config_validate=()  # run in a container of the image: 0 when they are right; with --running: when they are in use
config_reload=''    # signal that makes the process read them again
secret_names=()     # files of this host that it reads as /run/secrets/NAME
secret_files=()     # where they are
# ... and its functions `at_host NAME` (sets `address` and what else differs by host; fails for a name that is not
# in its table), `definition` (sets `flags` and `args`) and `directories` (calls `directory`).

# --- what is found out here --------------------------------------------------------------------------------

mode=up
wait_seconds=60
settle_seconds=3 # a container without a health command must have been up for so long
image_id=''
wanted_digest=''
stopped_old='' # set while the container that is being replaced stands aside

say() { line "$host $service: $*"; }

show_log() {
  complain "the last lines that container $1 wrote:"
  docker logs --tail 30 "$1" 2>&1 | cat -v | sed 's/^/  | /' >&2
  local answers
  answers=$(docker container inspect "$1" \
    --format '{{if .State.Health}}{{range .State.Health.Log}}{{println .Output}}{{end}}{{end}}' | cat -v)
  if [[ -n $answers ]]; then
    complain "the last answers of its health command:"
    grep . <<<"$answers" | tail -n 5 | sed 's/^/  | /' >&2
  fi
}

# One run at a time. Taken for everything that changes something, and held until the script ends.
take_lock() {
  local lock
  mkdir -p /run/herd || stop_with "$could_not_run" "cannot make /run/herd; run this as root"
  exec {lock}>"/run/herd/$1.lock" || stop_with "$could_not_run" "cannot open /run/herd/$1.lock"
  flock --wait "$wait_seconds" "$lock" || stop_with "$could_not_run" "another run of this script on this machine is not done after $wait_seconds s (it holds /run/herd/$1.lock); nothing was changed"
}

# --- directories of the host -----------------------------------------------------------------------------

# directory PATH UID:GID MODE: is made when it is missing. One that exists belongs to its data and stays as it is.
directory() {
  if [[ -d $1 ]]; then
    return 0
  elif [[ -e $1 || -L $1 ]]; then
    stop_with "$could_not_run" "$1 exists and is not a directory"
  elif [[ $mode == up ]]; then
    make_directory "$@"
    say "made the directory $1"
  else
    say "add: the directory $1"
  fi
}

# Made aside and renamed, so that a run cut off here leaves no directory with the wrong owner.
make_directory() {
  local aside="$1.herd-new"
  mkdir -p -- "${1%/*}/"
  rm -rf -- "$aside"
  mkdir -m "$3" -- "$aside"
  chown -- "$2" "$aside"
  mv -T -- "$aside" "$1"
}

# --- what is wanted, and what there is -------------------------------------------------------------------

find_image() {
  image_id=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null) ||
    stop_with "$could_not_run" "the image $image is not on this machine: run images/build.sh here, or pull it from where it was pushed"
}

# The canonical form of what `docker create` gets. Its first word is the version of this form.
find_wanted() {
  find_image
  definition
  wanted_digest=$(printf '%s\0' herd-create-1 "$image_id" "${flags[@]}" -- "${args[@]}" | sha256sum)
  wanted_digest="sha256:${wanted_digest%% *}"
}

# The same for people: one shell word a line. Kept as a label, to say later what changed.
describe_wanted() { printf '%q\n' "--image=$image" "--image-id=$image_id" "${flags[@]}" "${args[@]}"; }

# flag_value NAME: the value of the last flag --NAME=value.
flag_value() {
  local flag value=''
  for flag in "${flags[@]}"; do
    if [[ $flag == "--$1="* ]]; then
      value=${flag#*=}
    fi
  done
  printf '%s' "$value"
}

# What docker shows for a size such as 2g, and for a number of cpus such as 0.5.
bytes_of() {
  case $1 in
    *k) echo $((${1%k} << 10)) ;;
    *m) echo $((${1%m} << 20)) ;;
    *g) echo $((${1%g} << 30)) ;;
    *b) echo "${1%b}" ;;
    *) echo "$1" ;;
  esac
}

nano_of() {
  local whole=${1%%.*} part=''
  [[ $1 != *.* ]] || part=${1#*.}
  part=${part}000000000
  echo $((10#$whole * 1000000000 + 10#${part:0:9}))
}

# Container names of this service, with their ids.
declare -A id_of=()

look() {
  local name id listed
  listed=$(docker ps --all --no-trunc --format '{{.Names}} {{.ID}}') ||
    stop_with "$could_not_run" "docker does not list its containers"
  id_of=()
  while read -r name id; do
    case $name in
      "$service" | "$service.next" | "$service.prev") id_of[$name]=$id ;;
    esac
  done <<<"$listed"
}

exists() { [[ -n ${id_of[$1]-} ]]; }

# inspect NAME: fills the variables live_*.
live_state='' live_health='' live_restarts='' live_cluster='' live_service='' live_digest=''
live_memory='' live_cpus='' live_restart='' live_description='' live_started='' live_end=''

inspect() {
  local -a found
  local text format='{{.State.Status}}
{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}
{{.RestartCount}}
{{index .Config.Labels "org.herdc.cluster"}}
{{index .Config.Labels "org.herdc.service"}}
{{index .Config.Labels "org.herdc.digest"}}
{{.HostConfig.Memory}}
{{.HostConfig.NanoCPUs}}
{{.HostConfig.RestartPolicy.Name}}:{{.HostConfig.RestartPolicy.MaximumRetryCount}}
{{.State.StartedAt}}
{{if .State.OOMKilled}}killed for want of memory{{else}}exit code {{.State.ExitCode}}{{end}}
{{index .Config.Labels "org.herdc.definition"}}'
  text=$(docker container inspect --format "$format" "${id_of[$1]}") || stop_with "$could_not_run" "cannot inspect container $1"
  mapfile -t found <<<"$text"
  live_state=${found[0]} live_health=${found[1]} live_restarts=${found[2]}
  live_cluster=${found[3]} live_service=${found[4]} live_digest=${found[5]}
  live_memory=${found[6]} live_cpus=${found[7]} live_restart=${found[8]%:0} live_started=${found[9]%.*} live_end=${found[10]}
  live_description=$(printf '%s\n' "${found[@]:11}")
}

# The state in words: of one that is not running also how it ended.
live_state_words() {
  case $live_state in
    running) printf 'running, health %s' "$live_health" ;;
    exited | dead | restarting) printf '%s, %s' "$live_state" "$live_end" ;;
    *) printf '%s' "$live_state" ;;
  esac
}

# A container that bears our name but is not ours is somebody's work: it is never touched.
require_ours() {
  inspect "$1"
  if [[ $live_cluster != "$cluster" || $live_service != "$service" ]]; then
    stop_with "$could_not_run" "container $1 was not made for service $service of cluster $cluster: rename or remove it first"
  fi
}

# --- what is to do ---------------------------------------------------------------------------------------

action=''    # keep, add, update in place, reload, restart, replace
changes=()   # the reasons, in words

decide() {
  changes=()
  if ! exists "$service"; then
    action=add
    return
  fi
  require_ours "$service"
  if [[ $live_state == paused ]]; then
    stop_with "$could_not_run" "container $service is paused: \`docker unpause $service\` first, if nobody needs it so"
  fi
  decide_for_ours
}

decide_for_ours() {
  if [[ $live_digest != "$wanted_digest" ]]; then
    action=replace
    find_differences
    inputs_changed || true
    return
  fi
  find_drift
  case $live_state in
    running | restarting) action=keep ;;
    *) action=restart changes+=("it is $(live_state_words)") ;;
  esac
  if [[ $action == keep && ${#changes[@]} -gt 0 ]]; then
    action='update in place'
  fi
  if inputs_changed && [[ $action != restart ]]; then
    decide_for_inputs
  fi
}

# A process that cannot be told, or does not stay up, reads its files when it starts.
decide_for_inputs() {
  action=restart
  if [[ -n $config_reload && $live_state == running ]]; then
    action=reload
  fi
}

# What somebody changed behind our back, as far as `docker update` can mend it.
find_drift() {
  compare memory "$live_memory" "$(bytes_of "$(flag_value memory)")"
  compare cpus "$live_cpus" "$(nano_of "$(flag_value cpus)")"
  compare restart "$live_restart" "$(flag_value restart)"
}

compare() {
  [[ $2 == "$3" ]] || changes+=("$1: $2 -> $3")
}

# Splits a flag into `key` and `value`. Flags that may be given several times are keys of their own.
split_flag() {
  if [[ $1 == "$'"* ]]; then # a word with unprintable bytes
    set -- "${1:2:-1}"
  fi
  case $1 in
    --env=* | --label=*) key=${1%%=*} value=${1#*=} key="${key#--} ${value%%=*}" value=${value#*=} ;;
    --add-host=* | --publish=* | --mount=* | --log-opt=* | --security-opt=* | --ulimit=* | --cap-*=* | --tmpfs=* | --sysctl=*)
      key=${1#--} value=set
      ;;
    --*=*) key=${1%%=*} key=${key#--} value=${1#*=} ;;
    *) key=$1 value=set ;;
  esac
}

# Words for a new definition: each setting that differs between the label of the live container and what is wanted.
find_differences() {
  local -A old=() new=()
  local flag key value
  while IFS= read -r flag; do
    split_flag "$flag"
    old[$key]=$value
  done <<<"$live_description"
  while IFS= read -r flag; do
    split_flag "$flag"
    new[$key]=$value
    [[ ${old[$key]-none} == "$value" ]] || changes+=("$key: ${old[$key]-none} -> $value")
  done < <(describe_wanted)
  for key in "${!old[@]}"; do
    [[ -n ${new[$key]-} ]] || changes+=("$key: ${old[$key]} -> none")
  done
}

report() {
  local change
  say "$action"
  for change in "${changes[@]}"; do
    line "  $change"
  done
}

# --- doing it --------------------------------------------------------------------------------------------

# create NAME [FLAG...]: later flags win over earlier ones.
create() {
  local description
  description=$(describe_wanted)
  # A label that long would not fit into a command line. Without it a change is noticed, but not put in words.
  ((${#description} < 100000)) || description=''
  quietly create --pull=never --name="$1" "${flags[@]}" "${@:2}" \
    --label=org.herdc.cluster="$cluster" --label=org.herdc.service="$service" \
    --label=org.herdc.digest="$wanted_digest" --label=org.herdc.definition="$description" \
    "$image" "${args[@]}"
}

add() {
  put_inputs
  create "$service" || stop_with "$failed" "docker did not create container $service"
  quietly start "$service" || stop_with "$failed" "docker did not start container $service"
}

update_in_place() {
  quietly update --memory="$(flag_value memory)" --memory-swap="$(flag_value memory-swap)" \
    --cpus="$(flag_value cpus)" --restart="$(flag_value restart)" "$service" ||
    stop_with "$failed" "docker did not update container $service"
}

restart() {
  update_in_place
  if has_inputs; then
    quietly stop "$service" || stop_with "$failed" "docker did not stop container $service"
    put_inputs
    quietly start "$service" || give_up "docker did not start container $service"
    return
  fi
  quietly start "$service" || stop_with "$failed" "docker did not start container $service"
}

# The new container is created while the old one runs: what docker refuses costs nothing. Whichever of the two
# stands aside has the restart policy `no`, so that a reboot in between never starts both.
replace() {
  create "$service.next" --restart=no || stop_with "$failed" "docker did not create the new container; the old one was not touched"
  stopped_old=yes
  quietly update --restart=no "$service" || give_up "docker did not update $service"
  quietly stop "$service" || give_up "docker did not stop $service"
  put_inputs
  quietly rename "$service" "$service.prev" || give_up "docker did not rename $service"
  quietly rename "$service.next" "$service" || give_up "docker did not rename $service.next"
  quietly update --restart="$(flag_value restart)" "$service" || give_up "docker did not update the new container"
  quietly start "$service" || give_up "docker did not start the new container"
}

# Ends a run that failed: the container that stood aside takes its place again.
give_up() {
  trap '' INT TERM
  set +e # from here on every step is worth trying
  complain "$1"
  look
  if exists "$service" && [[ $1 != interrupted ]]; then
    show_log "$service"
  fi
  if exists "$service.next"; then
    quietly rm --force "$service.next"
  fi
  take_inputs_back
  [[ -z $stopped_old ]] || bring_back
  [[ $action != restart ]] || ! has_inputs || quietly restart "$service"
  exit "$failed"
}

bring_back() {
  complain "bringing the earlier container back"
  if exists "$service.prev"; then
    if exists "$service"; then
      quietly stop "$service"
      quietly rm --force "$service"
    fi
    quietly rename "$service.prev" "$service"
  fi
  look
  if ! exists "$service"; then
    complain "there is no container $service to bring back: $service DOES NOT RUN on $host; run me again"
    return
  fi
  require_ours "$service"
  local policy
  policy=$(recorded_flag restart)
  quietly update --restart="${policy:-always}" "$service"
  if quietly start "$service"; then
    say "the earlier container runs again"
  else
    complain "the earlier container did not start (docker's reason is above): $service DOES NOT RUN on $host"
  fi
}

# A flag as the live container recorded it.
recorded_flag() {
  sed -n "s/^--$1=//p" <<<"$live_description" | tail -n 1
}

# After a run that was killed: what stands aside is removed, or takes its place again.
repair() {
  if exists "$service.next"; then
    require_ours "$service.next"
    say "a run was cut off: removing $service.next, which never ran"
    quietly rm --force "$service.next" || stop_with "$failed" "cannot remove $service.next"
  fi
  if exists "$service.prev"; then
    require_ours "$service.prev"
    repair_previous
  fi
  look
}

repair_previous() {
  if exists "$service"; then
    require_ours "$service"
    if [[ $live_state == running && $live_digest == "$wanted_digest" ]]; then
      stopped_old=yes # as if this run had replaced it: what remains is to see whether it works
      return
    fi
    say "a run was cut off: removing the new container, which nobody saw working"
    quietly stop "$service" || true
    quietly rm --force "$service" || stop_with "$failed" "cannot remove $service"
  fi
  say "a run was cut off: $service.prev takes its place again"
  quietly rename "$service.prev" "$service" || stop_with "$failed" "cannot rename $service.prev"
}

# --- waiting until it works ------------------------------------------------------------------------------

# Returns 0 when the container works, 1 when it does not, 3 when it runs and other hosts are missing.
await() {
  local deadline=$((SECONDS + wait_seconds)) up_since=$SECONDS restarts
  look
  inspect "$service"
  restarts=$live_restarts
  while :; do
    if [[ $live_state != running || $live_restarts != "$restarts" ]]; then
      return "$failed"
    elif [[ $live_health == healthy ]]; then
      return "$converged"
    elif [[ $live_health == none ]] && { [[ $action == keep ]] || ((SECONDS - up_since >= settle_seconds)); }; then
      return "$converged"
    elif ((SECONDS >= deadline)); then
      break
    fi
    sleep 1
    inspect "$service"
  done
  some_host_is_missing || return "$failed"
  return "$waiting"
}

# Which of the service's hosts answer. Sets `answering` and `missing`.
answering=0
missing=()

some_host_is_missing() {
  local peer
  answering=0 missing=()
  [[ -n $ready_port ]] || return 1
  for peer in "${hosts[@]}"; do
    if answers "$peer"; then
      answering=$((answering + 1))
    else
      missing+=("$peer")
    fi
  done
  ((${#missing[@]} > 0))
}

answers() (
  at_host "$1"
  # shellcheck disable=SC2016 # the inner shell expands these
  timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$address" "$ready_port" 2>/dev/null
)

# --- the commands ----------------------------------------------------------------------------------------

plan() {
  directories
  look
  if exists "$service.next" || exists "$service.prev"; then
    say "an earlier run was cut off here; a run without --plan repairs that first"
  fi
  if exists "$service.prev" && ! exists "$service"; then
    id_of[$service]=${id_of[$service.prev]}
  fi
  decide
  report
}

status() {
  look
  if ! exists "$service"; then
    say "absent"
    return "$failed"
  fi
  decide
  local definition='as written'
  [[ $action == keep || $action == restart ]] || definition="differs from what is written ($action)"
  say "$(live_state_words), started $live_started, definition $definition"
  if [[ $action != keep || $live_state != running ]]; then
    return "$failed"
  elif [[ $live_health != healthy && $live_health != none ]]; then
    return "$waiting"
  fi
}

up() {
  take_lock "$cluster-$service"
  directories
  look
  trap 'give_up interrupted' INT TERM
  repair
  decide
  report
  case $action in
    add | reload | restart | replace) stage_inputs ;;
  esac
  case $action in
    add) add ;;
    reload) reload ;;
    'update in place') update_in_place ;;
    restart) restart ;;
    replace) replace ;;
  esac
  finish
}

finish() {
  local result=0
  await || result=$?
  case $result in
    "$failed") give_up "container $service does not work (it is $(live_state_words))" ;;
    "$waiting") say "$answering of ${#hosts[@]} hosts answer on port $ready_port; run me on ${missing[*]}" ;;
    *) say "works" ;;
  esac
  [[ -z $inputs_put ]] || keep_inputs
  if [[ -n $stopped_old ]]; then
    trap '' INT TERM # it works: there is no way back from here
    quietly rm "$service.prev" || stop_with "$failed" "cannot remove $service.prev"
  fi
  return "$result"
}

usage() {
  cat <<END
Usage: ${0##*/} [--plan | --status] [--wait SECONDS]

Brings service $service on this host to what this script says; a second run changes nothing.
Runs on: ${hosts[*]}

  --plan          only say what would be done
  --status        one line about the container
  --wait SECONDS  how long to wait until it works (60)
  --help          this text

HERD_HOST=NAME takes NAME for the name of this host.
Exit codes: 0 done, 1 failed (of a replaced service the earlier container is back), 2 could not run, 3 runs and waits
for other hosts.
END
}

take_seconds() {
  if [[ ! $1 =~ ^[0-9]{1,5}$ ]]; then
    stop_with "$could_not_run" "--wait takes a number of seconds, not $1"
  fi
  wait_seconds=$((10#$1))
}

parse_options() {
  while (($# > 0)); do
    case $1 in
      --plan | --status) mode=${1#--} ;;
      --wait) take_seconds "${2-}" && shift ;;
      --wait=*) take_seconds "${1#*=}" ;;
      --help | -h) usage && exit 0 ;;
      *) stop_with "$could_not_run" "there is no option $1; see --help" ;;
    esac
    shift
  done
}

service_main() {
  parse_options "$@"
  find_host
  require_docker
  find_wanted
  find_inputs
  "$mode"
}
