# shellcheck shell=bash
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
