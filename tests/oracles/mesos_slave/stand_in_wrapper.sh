#!/usr/bin/env bash
# A stand-in for mesos-init-wrapper of Mesosphere's packages (mesosphere/mesos-deb-packaging at 54ec74a), written from
# what it is known to do; the real one is not needed here. Prints the arguments that it would start the agent with, each
# with a NUL at its end.
#
#   stand_in_wrapper.sh ROOT PROGRAM      PROGRAM is mesos-slave or mesos-agent, ROOT is "" on the machine itself
set -o errexit -o nounset -o pipefail
root=$1 program=$2
arguments=()

# The variables of /etc/default are the machine's own; its backticks name absolute paths.
for file in "$root/etc/default/mesos" "$root/etc/default/$program"; do
  if [[ -f $file ]]; then
    set -o allexport
    # shellcheck source=/dev/null
    . <(sed "s|cat /etc/|cat $root/etc/|" "$file")
    set +o allexport
  fi
done
if [[ -n ${MASTER-} ]]; then arguments+=("--master=$MASTER"); fi
if [[ -n ${IP-} ]]; then arguments+=("--ip=$IP"); fi
if [[ -n ${LOGS-} ]]; then arguments+=("--log_dir=$LOGS"); fi
if [[ -n ${ISOLATION-} ]]; then arguments+=("--isolation=$ISOLATION"); fi

for file in "$root/etc/$program"/*; do
  if [[ -f $file ]]; then
    name=${file##*/}
    if [[ $name == '?'* ]]; then arguments+=("--${name#\?}"); else arguments+=("--$name=$(cat "$file")"); fi
  fi
done

for directory in attributes resources; do
  if [[ -d $root/etc/$program/$directory ]]; then
    text=''
    for file in "$root/etc/$program/$directory"/*; do
      if [[ -s $file ]]; then text+="${text:+;}${file##*/}:$(cat "$file")"; fi
    done
    if [[ -n $text ]]; then arguments+=("--$directory=$text"); fi
  fi
done

# It looks for this anywhere in all arguments put together, and takes it out.
kept=()
for argument in "${arguments[@]}"; do
  if [[ $argument == *--no-logger* ]]; then argument=${argument//--no-logger/}; fi
  if [[ -n $argument ]]; then kept+=("$argument"); fi
done
printf '%s\0' "${kept[@]}"
