# shellcheck shell=bash
# --- talking ---------------------------------------------------------------------------------------------

export LC_ALL=C
unset CDPATH # `cd` says nothing, and goes where it is told

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

require_programs() {
  local program
  for program in curl jq; do
    command -v "$program" >/dev/null ||
      stop_with "$could_not_run" "$program is not installed here; this script needs curl and jq (Debian: apt-get install curl jq)"
  done
}
