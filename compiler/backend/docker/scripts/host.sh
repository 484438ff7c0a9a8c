# shellcheck shell=bash
# --- this host -------------------------------------------------------------------------------------------

host=''
address=''

# Sets `host` from HERD_HOST or the host name, and its row of the table.
find_host() {
  host=${HERD_HOST:-$(hostname -s)}
  host=${host,,}
  at_host "$host" || stop_with "$could_not_run" "$host is not in the table of this script (HERD_HOST=NAME names another)"
  case $address in
    127.* | ::1) stop_with "$could_not_run" "the table gives $host the loopback address $address" ;;
  esac
  # Two machines that both take themselves for one host would be a split brain.
  has_address "$address" || stop_with "$could_not_run" "this machine does not have the address $address of $host"
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
