# shellcheck shell=bash
# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale.
export LC_ALL=C

# Whoever calls it: files are readable for the agent and for apt, and `cd` says nothing and goes where it is told.
umask 022
unset CDPATH

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

# finish EXIT_CODE: the way out that is meant. Any other is one that nobody thought of, and at_exit speaks of it.
finish() {
  trap - EXIT
  exit "$1"
}

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  finish "$1"
}

step='looking at this machine' # what failed, should something fail

say() {
  quiet=''
  if [[ $mode != status ]]; then line "$host: $*"; fi
}

# todo WORDS...: says what is done, or would be; fails when it must not be done now.
todo() {
  step=$*
  say "$*"
  [[ $mode == up ]]
}

left_to_do() {
  say "left to you: $*"
  result=$waiting
}
