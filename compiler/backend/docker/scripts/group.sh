# shellcheck shell=bash
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
