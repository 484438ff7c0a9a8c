# shellcheck shell=bash
# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale, and `printf %q` shows each one that is not printable ASCII.
export LC_ALL=C

# Exit codes of every script.
readonly converged=0 failed=1 could_not_run=2 waiting=3

# One line for the reader: nothing but printable characters reaches a terminal.
line() {
  local text=$*
  printf '%s\n' "${text//[![:print:]]/?}"
}

complain() { line "${0##*/}: $*" >&2; }

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  exit "$1"
}

# Runs docker without its output; what it complains about is shown, made printable.
quietly() { docker "$@" 2>&1 >/dev/null | cat -v >&2; }

require_docker() {
  local answer
  command -v docker >/dev/null || stop_with "$could_not_run" "docker is not installed on this machine"
  answer=$(docker version --format '{{.Server.Version}}' 2>&1) ||
    stop_with "$could_not_run" "docker does not answer: ${answer##*$'\n'}"
}
