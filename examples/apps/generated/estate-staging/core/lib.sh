# Made by herdc: an edit here stops the next build. Change the source instead.
#
# What the scripts of this directory share; by itself it does nothing.
# shellcheck shell=bash
# shellcheck disable=SC2034 # not every script uses every name

# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale, and `printf %q` shows each one that is not printable ASCII.
export LC_ALL=C

# Exit codes of every script.
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

# Runs docker without its output; what it complains about is shown, made printable.
quietly() { docker "$@" 2>&1 >/dev/null | cat -v >&2; }

require_docker() {
  local answer
  command -v docker >/dev/null || stop_with "$could_not_run" "docker is not installed on this machine"
  answer=$(docker version --format '{{.Server.Version}}' 2>&1) ||
    stop_with "$could_not_run" "docker does not answer: ${answer##*$'\n'}"
}

# --- this host -------------------------------------------------------------------------------------------

host=''
address=''

# Sets `host` from HERD_HOST or the host name, and its row of the table.
find_host() {
  host=${HERD_HOST:-$(hostname -s)}
  host=${host,,}
  at_host "$host" || stop_with "$could_not_run" "the name of this machine is $host, and this script is not for a host of that name (HERD_HOST=NAME names another)"
  case $address in
    127.* | ::1) stop_with "$could_not_run" "the table gives $host the loopback address $address" ;;
  esac
  # Two machines that both take themselves for one host would be a split brain.
  [[ -z $address ]] || has_address "$address" || stop_with "$could_not_run" "$host has the address $address, and this machine has none but ${addresses[*]}"
}

# Sets `addresses`, those of this machine.
addresses=()
has_address() {
  local family found
  addresses=()
  while read -r _ _ family found _; do
    if [[ $family == inet* ]]; then
      addresses+=("${found%%/*}")
    fi
  done < <(ip -o addr show)
  [[ " ${addresses[*]} " == *" $1 "* ]]
}

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

# --- files that a container reads from this host ------------------------------------------------------------
#
# Configuration from the tree and secrets of this host are copied to where the container reads them: the tree is
# exchanged as a whole, and a file that is mounted by itself stays the old one after a rename. Copies change together
# with the process that reads them; the earlier ones are kept until it works with the new.

readonly tree=${BASH_SOURCE[0]%/*}/..
readonly kept=/var/lib/herd
wanted_inputs='' # a line for each file: what it is, its name, its digest
inputs_put=''    # set while copies are new and nobody has seen the process work with them
signalled=''     # set when the process was told to read them

has_inputs() { ((${#config_files[@]} + ${#secret_names[@]} > 0)); }

# What this service has; a proxy without secrets has a place for them, so that the first one is a reload, too.
kinds() {
  ((${#config_files[@]} == 0)) || echo config
  ! has_inputs || echo secrets
}

# Where the copies of KIND are: config or secrets.
place_of() { printf '%s/%s/%s' "$kept" "$1" "$service"; }

# Prints KIND, NAME and SOURCE of each file, separated by NUL.
each_input() {
  local file i
  for file in "${config_files[@]}"; do
    printf '%s\0' config "${file##*/}" "$tree/$file"
  done
  for i in "${!secret_names[@]}"; do
    printf '%s\0' secrets "${secret_names[i]}" "${secret_files[i]}"
  done
}

# Before anything is stopped: every file is there. Sets `wanted_inputs`.
find_inputs() {
  local kind name source salt
  has_inputs || return 0
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    if [[ ! -f $source || ! -r $source ]]; then
      [[ $mode != status ]] || return 0
      stop_with "$could_not_run" "the file $source of ${kind/%s/} $name is missing, or cannot be read"
    fi
  done < <(each_input)
  salt=$(state_salt)
  wanted_inputs=$(describe_inputs "$salt")
}

# Digests have a salt of this host, so that nobody finds a short secret by trying.
state_salt() {
  local word salt=''
  if [[ -r $kept/state/$service ]]; then read -r word salt <"$kept/state/$service"; fi
  [[ ${word-} == salt && $salt =~ ^[0-9a-f]{32}$ ]] || salt=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s' "$salt"
}

describe_inputs() { # SALT
  local kind name source
  printf 'salt %s\n' "$1"
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    printf '%s %s %s\n' "$kind" "$name" "$({ printf '%s' "$1" && cat -- "$source"; } | sha256sum | cut -d ' ' -f 1)"
  done < <(each_input)
}

# Whether the process works with other files than those that are wanted; adds to `changes` which.
inputs_changed() {
  local -A before=()
  local kind name digest unchanged=1
  [[ -n $wanted_inputs ]] || return 1
  if [[ -r $kept/state/$service ]]; then
    while read -r kind name digest; do
      before["$kind $name"]=$digest
    done <"$kept/state/$service"
  fi
  while read -r kind name digest; do
    [[ $kind == salt || ${before["$kind $name"]-} == "$digest" ]] || note_input "$kind" "$name" "${before["$kind $name"]+changed}"
    unset "before[$kind $name]"
  done <<<"$wanted_inputs"
  for name in "${!before[@]}"; do
    [[ $name == 'salt '* ]] || note_input "${name% *}" "${name#* }" gone
  done
  if [[ $unchanged == 1 ]] && { copies_differ || copies_unproven; }; then
    changes+=("an earlier run was cut off, or somebody changed the copies in $kept")
    unchanged=0
  fi
  return "$unchanged"
}

note_input() { # KIND NAME HOW
  unchanged=0
  changes+=("${1/%s/} $2: ${3:-new}")
}

copies_unproven() { [[ -d $(place_of config).prev || -d $(place_of secrets).prev ]]; }

copies_differ() {
  local kind name source
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    cmp --silent -- "$source" "$(place_of "$kind")/$name" || return 0
  done < <(each_input)
  return 1
}

# --- new copies, checked before anything is touched ----------------------------------------------------------

# A directory of secrets is closed to everybody on this host, and open to the users inside the container.
make_places() { # KIND
  local mode=0755
  [[ $1 == config ]] || mode=0700
  install -d -m 0755 -- "$kept"
  install -d -m "$mode" -- "$kept/$1"
  install -d -m 0755 -- "$(place_of "$1")" "$(place_of "$1").next"
}

stage_inputs() {
  local kind name source
  for kind in $(kinds); do
    rm -rf -- "$(place_of "$kind").next"
    make_places "$kind"
  done
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    install -m 0444 -- "$source" "$(place_of "$kind").next/$name"
  done < <(each_input)
  validate_inputs
}

# In a container of the image that is going to read them.
validate_inputs() {
  local output kind target user
  local -a words=(run --rm --pull=never --network=none --security-opt=no-new-privileges)
  ((${#config_validate[@]} > 0)) || return 0
  user=$(flag_value user)
  [[ -z $user ]] || words+=("--user=$user")
  for kind in $(kinds); do
    target=/run/secrets
    [[ $kind == secrets ]] || target=$config_directory
    words+=("--mount=type=bind,source=$(place_of "$kind").next,target=$target,readonly")
  done
  words+=("--entrypoint=${config_validate[0]}" "$image" "${config_validate[@]:1}")
  if ! output=$(docker "${words[@]}" 2>&1 </dev/null); then
    complain "the new files are not valid:"
    cat -v <<<"$output" | tail -n 30 | sed 's/^/  | /' >&2
    rm -rf -- "$(place_of config).next" "$(place_of secrets).next"
    stop_with "$failed" "nothing was touched"
  fi
}

# --- moving them in, and out again ----------------------------------------------------------------------------

# What an earlier run that was cut off had set aside is what worked last, so it stays.
put_inputs() {
  local kind place
  has_inputs || return 0
  inputs_put=yes
  for kind in $(kinds); do
    place=$(place_of "$kind")
    if [[ ! -d $place.prev ]]; then
      rm -rf -- "$place.aside"
      cp -a -- "$place" "$place.aside"
      mv -T -- "$place.aside" "$place.prev"
    fi
    same_files "$place.next" "$place"
    rm -rf -- "$place.next"
  done
}

# same_files FROM TO: TO gets the files of FROM, each by a rename, and loses all others.
same_files() {
  local file
  for file in "$1"/*; do
    [[ -e $file ]] || continue
    cp -a -- "$file" "$2/.${file##*/}.herd-new"
    mv -T -- "$2/.${file##*/}.herd-new" "$2/${file##*/}"
  done
  for file in "$2"/*; do
    [[ -e $1/${file##*/} ]] || rm -f -- "$file"
  done
}

# They work: there is no way back from here.
keep_inputs() {
  has_inputs || return 0
  install -d -m 0700 -- "$kept/state"
  (umask 077 && printf '%s\n' "$wanted_inputs" >"$kept/state/.$service.herd-new")
  mv -T -- "$kept/state/.$service.herd-new" "$kept/state/$service"
  rm -rf -- "$(place_of config).prev" "$(place_of secrets).prev"
  inputs_put=''
}

# Part of giving up: the earlier files are back, and the process knows.
take_inputs_back() {
  local kind place
  [[ -n $inputs_put ]] || return 0
  inputs_put=''
  complain "putting the earlier files back"
  for kind in config secrets; do
    place=$(place_of "$kind")
    rm -rf -- "$place.next"
    if [[ -d $place.prev ]]; then
      same_files "$place.prev" "$place"
      rm -rf -- "$place.prev"
    fi
  done
  [[ -n $signalled ]] || return 0
  if signal_process && process_took_them; then
    say "runs with the earlier files"
  else
    complain "the process does not say that it runs with the earlier files"
  fi
}

# Not `docker kill`, which would also take the container's restart policy away until its next start.
signal_process() {
  signalled=yes
  # shellcheck disable=SC2016 # the shell in the container expands it
  quietly exec --user=0 "$service" /bin/sh -c 'kill -s "$1" 1' sh "${config_reload#SIG}"
}

# The program that validates also says whether the running process took the files.
process_took_them() {
  local output
  if output=$(docker exec "$service" "${config_validate[@]}" --running 2>&1 </dev/null); then return 0; fi
  cat -v <<<"$output" | tail -n 10 | sed 's/^/  | /' >&2
  return 1
}

reload() {
  update_in_place
  put_inputs
  signal_process || give_up "cannot signal the process of $service"
  process_took_them || give_up "the process of $service did not take the new files"
}

# --- all services of a machine group -------------------------------------------------------------------------

group=''    # name of the machines
services=() # "service host host ...", in the order in which they start

# What is said on the command line goes on to each service's script.
group_usage() {
  cat <<END
Usage: ${0##*/} [--plan | --status] [--wait SECONDS]

Runs the script of every service that $group runs on this host, in the order in which they start, with the same
options.

  --plan          only say what would be done
  --status        one line about each container
  --wait SECONDS  how long each service may take until it works (60)
  --help          this text

The exit code is the worst of theirs: 0 done, 3 runs and waits for other hosts, 2 could not run, 1 failed.
HERD_HOST=NAME takes NAME for the name of this host.
END
}

# Sets `here`, the services of this host.
here=()
find_services() {
  local row
  here=()
  for row in "${services[@]}"; do
    case " ${row#* } " in
      *" $host "*) here+=("${row%% *}") ;;
    esac
  done
}

# worse_of A B: failed is worse than could not run, that is worse than waiting.
worse_of() {
  local code
  for code in "$failed" "$could_not_run" "$waiting"; do
    if [[ $1 == "$code" || $2 == "$code" ]]; then
      echo "$code"
      return
    fi
  done
  if (($1 > 0)); then echo "$1"; else echo "$2"; fi
}

# Containers of this cluster that no service of this host is behind any more. They are named, and left alone.
list_leftovers() {
  local name owner listed
  listed=$(docker ps --all --filter "label=org.herdc.cluster=$cluster" \
    --format '{{.Names}} {{.Label "org.herdc.service"}}') || return 0
  while read -r name owner; do
    case " ${here[*]} " in
      *" $owner "*) ;;
      *) [[ -z $name ]] || line "$host $owner: remove: nothing here declares container $name any more; its data stays (docker rm --force $name)" ;;
    esac
  done <<<"$listed"
}

group_main() {
  local name code worst=0 directory
  for name in "$@"; do
    case $name in
      --help | -h) group_usage && return ;;
    esac
  done
  parse_options "$@" # a wrong one is known before anything runs
  find_host
  require_docker
  find_services
  directory=$(dirname -- "$0")
  [[ ${#here[@]} -gt 0 ]] || line "$host: no service runs here"
  for name in "${here[@]}"; do
    code=0
    HERD_HOST=$host "$directory/$name.sh" "$@" || code=$?
    worst=$(worse_of "$worst" "$code")
  done
  list_leftovers
  return "$worst"
}
