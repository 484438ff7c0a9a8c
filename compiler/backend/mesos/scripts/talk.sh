# shellcheck shell=bash
# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale.
export LC_ALL=C

# Exit codes, the same as those of the scripts in core/.
readonly converged=0 failed=1 could_not_run=2 waiting=3

mode=up
result=$converged
quiet=yes # nothing was said

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

say() {
  quiet=''
  line "$host: $*"
}

# todo WORDS...: says what is done, or would be; fails when it must not be done now.
todo() {
  say "$*"
  [[ $mode == up ]]
}

left_to_do() {
  say "left to you: $*"
  result=$waiting
}
