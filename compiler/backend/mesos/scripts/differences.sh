# shellcheck shell=bash
# --- what is different -----------------------------------------------------------------------------------

# By the name of the file, and two that are no flags: `zk-address` for /etc/mesos/zk, `package-version`.
declare -A wanted=() present=() running=()
has_running='' # whether it is known what the agent was started with
is_linked=''   # whether /etc/$program is ours

readonly store=/etc/herd/$program

one_line() {
  local text
  { text=$(<"$1"); } 2>/dev/null # bash complains of NUL bytes, and drops them as the wrapper does
  printf '%s\n' "${text//$'\n'/ }"
}

read_wanted() {
  local name i
  for name in ${flags[@]+"${flags[@]}"}; do
    [[ -f $tree/etc/$program/$name ]] || stop_with "$could_not_run" "$tree/etc/$program/$name is missing: this checkout is incomplete"
    wanted[$name]=$(one_line "$tree/etc/$program/$name")
  done
  for ((i = 0; i < ${#own[@]}; i += 2)); do
    wanted[${own[i]}]=${own[i + 1]}
  done
  wanted[ip]=$ip
  wanted[zk-address]=$(one_line "$tree/etc/mesos/zk")
  wanted[package-version]=$package_version
}

# A directory of attributes or resources, as the init wrapper puts it together.
joined() {
  local file text='' separator=''
  for file in "$1"/*; do
    [[ -s $file ]] || continue
    text+=$separator${file##*/}:$(one_line "$file")
    separator=';'
  done
  printf '%s\n' "$text"
}

# What the init wrapper would read now.
read_present() {
  local file
  [[ $(readlink "/etc/$program") == "$store/current/$program" && $(readlink /etc/mesos/zk) == "$store/current/zk" ]] && is_linked=yes
  present[package-version]=$package_version # no file
  for file in "/etc/$program"/*; do
    case $file in
      */'?'*) present[${file##*/}]='' ;;
      *)
        if [[ -d $file ]]; then
          present[${file##*/}]=$(joined "$file")
          is_linked='' # rewritten as one file
        elif [[ -f $file ]]; then
          present[${file##*/}]=$(one_line "$file")
        fi
        ;;
    esac
  done
  [[ ! -f /etc/mesos/zk ]] || present[zk-address]=$(one_line /etc/mesos/zk)
}

# What the agent was started with, when this script started it.
read_running() {
  local text damaged=''
  running=([package-version]='')
  [[ ! -d $store/running ]] || stop_with "$could_not_run" "$store/running is a directory: remove it, a file goes there"
  [[ -f $store/running ]] || return 0
  has_running=yes
  while IFS= read -r text || [[ -n $text ]]; do
    if [[ $text =~ ^(\??[a-z0-9_-]+)=(.*)$ ]]; then running[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}; else damaged=yes; fi
  done <"$store/running"
  if [[ -n $damaged || -z ${running[ip]-} ]]; then
    say "$store/running is damaged, so it is not known what $program was started with"
    has_running='' running=([package-version]='')
  fi
}

write_running() {
  local name
  for name in "${!wanted[@]}"; do
    printf '%s=%s\n' "$name" "${wanted[$name]}"
  done | sort >"$store/running.new"
  mv -T "$store/running.new" "$store/running"
}

different=()

# find_differences ARRAY: sets `different` to the names that it and `wanted` do not have alike; fails when there are none.
# A name may hold whatever the name of a file may.
find_differences() {
  local -n old=$1
  local name
  different=()
  while IFS= read -rd '' name; do
    [[ ${wanted[$name]+x}${wanted[$name]-} == "${old[$name]+x}${old[$name]-}" ]] || different+=("$name")
  done < <(printf '%s\0' "${!wanted[@]}" "${!old[@]}" | sort -zu)
  ((${#different[@]}))
}

# Says each difference between the array and `wanted`.
say_differences() {
  local -n was=$1
  local name what
  find_differences "$1" || return 0
  for name in "${different[@]}"; do
    what="--${name#\?}"
    case $name in
      zk-address) what=/etc/mesos/zk ;;
      package-version) continue ;; # install_package speaks of it
    esac
    if [[ -z ${wanted[$name]+x} ]]; then
      say "remove: $what"
    elif [[ -z ${was[$name]+x} ]]; then
      say "add: $what ${wanted[$name]}"
    else
      say "update: $what from ${was[$name]} to ${wanted[$name]}"
    fi
  done
}

# The flags among the differences that a running agent cannot take over.
draining_differences() {
  local name plain flag
  find_differences "$1" || return 0
  for name in "${different[@]}"; do
    plain=${name#\?}
    plain=${plain#no-}
    for flag in "${draining[@]}"; do
      [[ $flag != "$plain" ]] || printf '%s\n' "$plain"
    done
  done | sort -u
}
