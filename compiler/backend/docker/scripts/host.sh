# shellcheck shell=bash
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
