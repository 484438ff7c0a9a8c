# shellcheck shell=bash
# --- Marathon's API --------------------------------------------------------------------------------------

addresses=()       # of the Marathon that is talked to
credentials=''     # file with one line user:password
retry_seconds=60   # how long to wait for a Marathon that does not answer, or elects its leader
status=''          # of the last answer: an HTTP status, 000 when there was none
work=''            # a directory for this run; $work/answer is the last answer

make_work_directory() {
  umask 077
  work=$(mktemp -d) || stop_with "$could_not_run" "cannot make a temporary directory"
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

check_credentials() {
  local mode
  [[ -n $credentials ]] || return 0
  [[ -f $credentials && -r $credentials ]] || stop_with "$could_not_run" "cannot read the credentials $credentials"
  mode=$(stat -L -c %a -- "$credentials")
  [[ $mode == *00 ]] ||
    stop_with "$could_not_run" "others can read $credentials (mode $mode): chmod 600 it first"
  [[ $(head -n 1 -- "$credentials") == ?*:* ]] ||
    stop_with "$could_not_run" "the first line of $credentials is not user:password"
}

# By way of a pipe: no argument of a program shows it.
curl_configuration() {
  local text
  [[ -n $credentials ]] || return 0
  IFS= read -r text <"$credentials" || true
  text=${text//\\/\\\\}
  printf 'user = "%s"\n' "${text//\"/\\\"}"
}

# ask METHOD ADDRESS PATH [BODY]: one request. Sets `status`; the exit code is curl's.
ask() {
  local code=0
  local -a body=()
  [[ -z ${4-} ]] || body=(--data-binary "@$4")
  : >"$work/answer"
  status=$(curl --disable --silent --show-error --globoff --config <(curl_configuration) --connect-timeout 5 \
    --max-time 60 --request "$1" --header 'Accept: application/json' --header 'Content-Type: application/json' \
    "${body[@]}" --output "$work/answer" --write-out '%{http_code}' "$2$3" 2>"$work/complaint") || code=$?
  ((code == 0)) || status=000
  return "$code"
}

reason() {
  if [[ $status == 000 ]]; then
    head -n 1 "$work/complaint"
  else
    printf 'HTTP %s: %s' "$status" "$(message)"
  fi
}

# What Marathon says about a request that it refused.
message() {
  jq -r '[.message // empty, (.details[]? | if type == "object" then "\(.path): \(.errors | join(", "))" else tostring end)]
    | join("; ")' "$work/answer" 2>/dev/null || head -c 200 "$work/answer"
}

is_electing() { [[ $status == 000 || $status == 502 || $status == 503 || $status == 504 ]]; }

# The address that answered goes first from now on.
prefer() {
  local address
  local -a others=()
  for address in "${addresses[@]}"; do
    [[ $address == "$1" ]] || others+=("$address")
  done
  addresses=("$1" "${others[@]}")
}

check_answer() {
  case $status in
    401 | 403) stop_with "$could_not_run" "Marathon does not let us in ($(reason)): --credentials FILE has one line user:password" ;;
    3??) stop_with "$could_not_run" "${addresses[0]} sends us elsewhere (HTTP $status): give Marathon's own address with --marathon" ;;
    2?? | 404 | 409 | 400 | 422) ;;
    *) stop_with "$failed" "${addresses[0]} answered $(reason)" ;;
  esac
  [[ $status != 2?? ]] || require_answer 'type | . == "object" or . == "array"'
}

# require_answer CONDITION: one document that Marathon could have written.
require_answer() {
  jq --exit-status --slurp "length == 1 and (.[0] | $1)" "$work/answer" >/dev/null 2>&1 ||
    stop_with "$could_not_run" "${addresses[0]} does not answer as Marathon does (HTTP $status; what it sent does not meet: $1)"
}

# read_from PATH CONDITION: GET, from whichever address answers, what meets the condition; or nothing, with status 404.
read_from() {
  local address since=$SECONDS told=''
  while :; do
    for address in "${addresses[@]}"; do
      ask GET "$address" "$1" || true
      if ! is_electing; then
        prefer "$address"
        check_answer
        [[ $status == 404 || $status == 2?? ]] || stop_with "$failed" "$address answered $(reason) to a question"
        [[ $status == 404 ]] || require_answer "$2"
        return 0
      fi
    done
    ((SECONDS - since < retry_seconds)) ||
      stop_with "$could_not_run" "no Marathon answers at ${addresses[*]} ($(reason))"
    [[ -n $told ]] || complain "no Marathon answers yet ($(reason)); trying again for $retry_seconds seconds"
    told=yes
    sleep 1
  done
}

# write_to METHOD PATH [BODY]: returns 1 when nobody knows whether it was done; then look again before another try.
write_to() {
  local address code
  for address in "${addresses[@]}"; do
    code=0
    ask "$1" "$address" "$2" "${3-}" || code=$?
    case $code in
      5 | 6 | 7) continue ;; # nobody was reached: nothing was done
    esac
    prefer "$address"
    if is_electing; then return 1; fi
    check_answer
    return 0
  done
  return 1
}

answer() { jq -r "$@" "$work/answer"; }
