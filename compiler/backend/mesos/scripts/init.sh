# shellcheck shell=bash
# --- services --------------------------------------------------------------------------------------------

init=''

find_init() {
  if [[ -d /run/systemd/system ]]; then
    command -v systemctl >/dev/null || stop_with "$could_not_run" "systemd runs on this machine, and there is no systemctl"
    init=systemd
  elif command -v initctl >/dev/null; then
    init=upstart
  elif command -v systemctl >/dev/null; then
    init=systemd
  else
    stop_with "$could_not_run" "this machine has neither systemd nor upstart"
  fi
}

is_active() {
  local state
  if [[ $init == systemd ]]; then
    systemctl is-active --quiet "$1.service"
  else
    state=$(initctl status "$1" 2>/dev/null) && [[ $state != *\ stop/* ]]
  fi
}

stop_service() {
  if [[ $init == systemd ]]; then systemctl stop "$1.service"; else initctl stop "$1"; fi
}

start_agent() {
  if [[ $init == systemd ]]; then
    systemctl enable "$program.service" >/dev/null 2>&1 || true
    systemctl restart "$program.service"
  elif is_active "$program"; then
    # Not `restart`: that keeps what the job was started with.
    initctl stop "$program" >/dev/null && initctl start "$program" >/dev/null
  else
    initctl start "$program" >/dev/null
  fi
}

# The agent with the process that it has: one that dies and is started again is not up.
agent_state() {
  is_active "$program" || return 1
  if [[ $init == upstart ]]; then initctl status "$program" 2>/dev/null; fi
}

stays_up() {
  local first second
  first=$(agent_state) || return 1
  for ((second = 0; second < patience; ++second)); do
    sleep 1
    [[ $(agent_state || printf 'down\n') == "$first" ]] || return 1
  done
}

# The package of Mesos brings a ZooKeeper and a master along, which start by themselves.
keep_down() {
  if [[ $init == systemd ]]; then keep_down_systemd "$1"; else keep_down_upstart "$1"; fi
}

# What `systemctl mask` does, and possible before the unit is there.
keep_down_systemd() {
  local unit=/etc/systemd/system/$1.service
  [[ $(readlink "$unit") != /dev/null ]] || return 0
  if [[ -e $unit ]]; then
    left_to_do "$unit is somebody's own, so $1 is not kept from starting: remove it"
    return 0
  fi
  todo "add: $1 is kept from starting" || return 0
  if is_active "$1"; then stop_service "$1"; fi
  mkdir -p /etc/systemd/system
  ln -sfn /dev/null "$unit"
  systemctl daemon-reload
}

keep_down_upstart() {
  local override=/etc/init/$1.override
  if [[ -f $override ]] && grep -qx manual "$override"; then return 0; fi
  todo "add: $1 is kept from starting" || return 0
  mkdir -p /etc/init
  {
    if [[ -f $override ]]; then cat "$override"; fi
    if [[ -s $override && -n $(tail -c 1 "$override") ]]; then printf '\n'; fi # its last line has no end
    printf 'manual\n'
  } >"/etc/init/.$1.herd-new"
  mv -T "/etc/init/.$1.herd-new" "$override"
  if is_active "$1"; then stop_service "$1"; fi
}
