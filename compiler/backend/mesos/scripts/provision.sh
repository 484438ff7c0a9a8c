# shellcheck shell=bash
# --- making an agent -------------------------------------------------------------------------------------

patience=5
spread=0
drained=''

provision_usage() {
  cat <<END
Usage: ${0##*/} [--plan | --status] [--drained] [--wait SECONDS] [--spread SECONDS]

Makes this machine an agent of cluster $cluster: Mesos, the flags in etc/$program beside this script, the address from
which it reaches its masters. The agent is restarted when something is different, and only then; a change that a running
agent cannot take over waits for --drained. A second run changes nothing.

  --plan            only say what would be done
  --status          one line: 0 runs as written, 3 something is to be done, 1 does not run
  --drained         this agent has no tasks any more: apply what needs that
  --wait SECONDS    how long the agent has to stay up after a restart ($patience)
  --spread SECONDS  the machines of the pool restart their agents one after the other within this time
  --help            this text

HERD_HOST=NAME takes NAME for the name of this host.
Exit codes: 0 done, 1 failed (the configuration before is in place again, if there was one), 2 could not run, 3 something is left to do.
END
}

read_options() {
  while (($#)); do
    case $1 in
      --plan) mode=plan ;;
      --status) mode=status ;;
      --drained) drained=yes ;;
      --wait | --spread)
        [[ ${2-} =~ ^[0-9]{1,6}$ ]] || stop_with "$could_not_run" "$1 needs a number of seconds"
        if [[ $1 == --wait ]]; then patience=$((10#$2)); else spread=$((10#$2)); fi # 08 is no octal number
        shift
        ;;
      --help | -h)
        provision_usage
        finish "$converged"
        ;;
      *) stop_with "$could_not_run" "there is no option $1; see --help" ;;
    esac
    shift
  done
}

# --- drained agents ---

# What the agent remembers of its tasks; it reads it again when it starts.
checkpoint() {
  local directory=${baseline[work_dir]-}
  printf '%s\n' "${directory:-/var/lib/mesos}/meta/slaves/latest"
}

# Executors that have not ended. (The agent leaves a mark beside the run of each one that has.)
executors() {
  local run
  for run in "$1"/frameworks/*/executors/*/runs/*/; do
    if [[ -d $run && ! -L ${run%/} && ! -e $run/executor.sentinel ]]; then printf '%s\n' "$run"; fi
  done
}

# Fails while the differences have to wait for the agent to be drained.
may_change() {
  local names count
  names=$(draining_differences baseline)
  [[ -n $names ]] || return 0
  if [[ ! -e $(checkpoint) ]] && { [[ -z $has_running ]] || ! is_active "$program"; }; then return 0; fi
  names=${names//$'\n'/, }
  if [[ -z $drained ]]; then
    left_to_do "drain this agent, then run ${0##*/} --drained: a running agent does not take over $names"
    return 1
  fi
  count=$(executors "$(checkpoint)" | wc -l)
  if ((count > 0)); then
    left_to_do "wait for $count executors that still run here: --drained is for an agent without"
    return 1
  fi
  needs_drain=yes
}

needs_drain=''

# The agent forgets what it was. Nobody gives it a task between this look and the last one: it does not run.
forget_tasks() {
  [[ -n $needs_drain ]] || return 0
  todo "drain: $program forgets its tasks" || return 0
  if is_active "$program"; then stop_service "$program"; fi
  if [[ -n $(executors "$(checkpoint)") ]]; then
    start_agent
    stop_with "$waiting" "a task began before $program was stopped: drain it first"
  fi
  rm -f "$(checkpoint)"
}

# --- the work ---

declare -A baseline=()

# The flags that the agent has: those it was started with, or, if that is not known, those it would be started with.
choose_baseline() {
  local name
  if [[ -n $has_running ]]; then
    for name in "${!running[@]}"; do baseline[$name]=${running[$name]}; done
  else
    for name in "${!present[@]}"; do baseline[$name]=${present[$name]}; done
  fi
}

make_work_directory() {
  local directory=${wanted[work_dir]-}
  [[ -n $directory && ! -d $directory ]] || return 0
  todo "add: the directory $directory" || return 0
  mkdir -p "$directory"
}

# Whether the wrapper would read something else than it should.
is_different() { [[ -z $is_linked ]] || find_differences present; }

change_files() {
  local before=''
  step="writing the flags to $store"
  adopt
  before=$(readlink "$store/current") || true
  if [[ -n $before ]]; then point "$store/previous" "$before"; fi
  write_version
  link
}

wait_for_turn() {
  ((spread > 0)) || return 0
  say "waits $((spread * place / places)) s for its turn"
  sleep "$((spread * place / places))"
}

put_back() {
  local before
  if ! before=$(readlink "$store/previous"); then
    complain "there were no flags before, so there is nothing to put back: the new ones stay in /etc/$program"
    return 0
  fi
  complain "the flags before are in place again; the others are in $store/$(readlink "$store/current")"
  point "$store/current" "$before"
  start_agent || true
}

restart_agent() {
  todo "restart: $program" || return 0
  wait_for_turn
  if start_agent && stays_up; then
    write_running
    return 0
  fi
  complain "$program does not stay up: see its log"
  if [[ -n $changed ]]; then put_back; fi
  finish "$failed"
}

changed=''

apply_changes() {
  may_change || return 0
  check_places || return 0
  check_defaults || return 0
  keep_down zookeeper
  keep_down mesos-master
  install_package
  if [[ $mode == up ]]; then present=() && is_linked='' && read_present; fi # a package brings files along
  make_work_directory
  check_defaults || return 0 # once more, with the files that the package brought
  declare_masters
  forget_tasks
  if is_different; then
    changed=yes
    if [[ $mode == up ]]; then change_files; fi
  fi
  if [[ -n $changed || -z $has_running ]] || find_differences running || ! is_active "$program"; then restart_agent; fi
  if [[ $mode == up ]]; then forget_old; fi
}

status_of_stopped() {
  if is_active "$program"; then return 0; fi
  line "$host: $program does not run"
  finish "$failed"
}

# After everything had the chance to say what it would do.
status_of_running() {
  if [[ -z $quiet ]]; then
    line "$host: $program runs, and not as written (see --plan)"
    finish "$waiting"
  fi
  line "$host: $program runs as written, with ip $ip"
  finish "$converged"
}

lock() {
  mkdir -p /run/herd
  exec 9>"/run/herd/$program.lock"
  flock -n 9 || stop_with "$could_not_run" "another run is at work here"
}

# What an earlier run that was killed left behind.
repair() {
  rm -rf "$store/new"
  if [[ ! -e /etc/$program && -L $store/current ]]; then link; fi
}

# shellcheck disable=SC2317  # the trap calls it
at_exit() {
  hold_again
  complain "this failed: $step. Mend what is said above, and run it again"
  exit "$failed"
}

provision_main() {
  trap at_exit EXIT
  read_options "$@"
  find_host
  find_ip
  find_init
  if [[ $mode == up ]]; then
    ((EUID == 0)) || stop_with "$could_not_run" "only root can make an agent"
    lock
    repair
  fi
  read_wanted
  read_present
  read_running
  choose_baseline
  if [[ $mode == status ]]; then status_of_stopped; fi
  say_differences present
  apply_changes
  if [[ $mode == status ]]; then status_of_running; fi
  [[ -z $quiet ]] || say keep
  if [[ $mode != up ]]; then finish "$converged"; fi
  finish "$result"
}
