# shellcheck shell=bash
# --- this host -------------------------------------------------------------------------------------------

host=''
place=0
address=''
own=()
ip=''
tree=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# Sets `host` from HERD_HOST or the host name, and its row of the table.
find_host() {
  host=${HERD_HOST:-$(hostname -s)}
  host=${host,,}
  at_host "$host" || stop_with "$could_not_run" "$host is not in the table of this script (HERD_HOST=NAME names another)"
  # Two machines that both take themselves for one host would register twice.
  if [[ -n $address ]] && ! has_address "$address"; then
    stop_with "$could_not_run" "this machine does not have the address $address of $host"
  fi
}

has_address() {
  local family found
  while read -r _ _ family found _; do
    if [[ $family == inet* && ${found%%/*} == "$1" ]]; then
      return 0
    fi
  done < <(ip -o addr show)
  return 1
}

# The address with which this machine reaches the address $1.
source_towards() {
  local route
  route=$(ip -o route get "$1" 2>/dev/null) || return 1
  [[ $route =~ [[:space:]]src[[:space:]]([0-9a-f.:]+) ]] || return 1
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# Sets `ip`: what masters have to be told, so the address that they see.
find_ip() {
  local master found
  for master in "${masters[@]}"; do
    found=$(source_towards "$master") || stop_with "$could_not_run" "there is no route from this machine to the master at $master"
    case $found in
      127.* | ::1) stop_with "$could_not_run" "the master at $master is reached from the loopback address $found, which no other machine can use" ;;
    esac
    [[ -z $ip || $ip == "$found" ]] ||
      stop_with "$could_not_run" "the masters are reached from different addresses of this machine, $ip and $found"
    ip=$found
  done
  [[ -z $address || $ip == "$address" ]] ||
    stop_with "$could_not_run" "the masters are reached from $ip, and the address of $host is said to be $address"
}
