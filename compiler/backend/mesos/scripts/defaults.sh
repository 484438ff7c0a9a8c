# shellcheck shell=bash
# --- what else gives flags to the agent ------------------------------------------------------------------

setting_place='' setting_value=''

# find_setting VARIABLE: sets `setting_place` to the file and line that set it for the init wrapper, the last ones, and
# `setting_value` to the text there. The files are not run for that: they are somebody's programs.
find_setting() {
  local file text number
  local word='(`[^`]*`|\$\([^)]*\)|"[^"]*"|'\''[^'\'']*'\''|[^[:space:];&|)`"'\''])*'
  local pattern="^(.*[[:space:];&|({])?$1=($word)"
  setting_place='' setting_value=''
  for file in /etc/default/mesos "/etc/default/$program"; do
    [[ -f $file ]] || continue
    number=0
    while IFS= read -r text || [[ -n $text ]]; do
      number=$((number + 1))
      text=${text%%[[:space:]]#*}
      [[ $text != \#* && $text =~ $pattern ]] || continue
      setting_place="$file, line $number" setting_value=${BASH_REMATCH[2]}
    done <"$file"
  done
}

# Whether it is the address of the masters that is beside this script, and not one that somebody wrote down.
reads_address() {
  local text=${1#\"}
  [[ ${text%\"} =~ ^(\`|\$\()[[:space:]]*(cat[[:space:]]+|<[[:space:]]*)/etc/mesos/zk[[:space:]]*(\`|\))$ ]]
}

# A flag that the init wrapper also makes of a variable is there twice. Without text it makes none.
check_twice() {
  local pair
  for pair in IP:ip ISOLATION:isolation; do
    find_setting "${pair%:*}"
    if [[ -n ${setting_value//[\"\']/} && -n ${wanted[${pair#*:}]+x} ]]; then
      left_to_do "remove ${pair%:*}= from $setting_place: with the flag ${pair#*:} beside it the agent does not start"
    fi
  done
}

check_masters() {
  find_setting MASTER
  if [[ -n $setting_place ]]; then
    reads_address "$setting_value" ||
      left_to_do "write MASTER=\`cat /etc/mesos/zk\` in $setting_place: MASTER=$setting_value is not the masters of this pool"
  elif [[ -s /etc/default/$program ]]; then
    left_to_do "add the line MASTER=\`cat /etc/mesos/zk\` to /etc/default/$program, which is somebody's own"
  fi
}

# What would keep the agent from starting, or from its masters.
check_defaults() {
  local before=$result
  check_twice
  check_masters
  if [[ $program == mesos-agent && -n ${wanted["?cgroups_limit_swap"]+x} && -e /sys/fs/cgroup/cgroup.controllers ]]; then
    left_to_do "leave cgroups_limit_swap out: with cgroups v2, which this machine has, the agent does not start"
  fi
  [[ $result == "$before" ]]
}

# The address of the masters reaches the agent through a line that packages bring.
declare_masters() {
  find_setting MASTER
  [[ -n $setting_place ]] || put_file "/etc/default/$program" 'MASTER=`cat /etc/mesos/zk`'
}
