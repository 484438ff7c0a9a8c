#!/usr/bin/env bash
# Installs what is missing, builds herdc and passes the whole test suite.
#
#   tests/run.sh                  release build, every test
#   tests/run.sh --quick          without the tests that take longer than seconds (label "slow")
#   tests/run.sh --preset asan    another build: dev, release, asan
#   tests/run.sh -R REGEX         only tests whose name matches; -L LABEL, -E REGEX, -j N as in ctest
#   tests/run.sh --no-packages    leave the machine's packages alone
#
# An oracle whose real consumer is missing on this machine is skipped, counted and named with its reason.
# With CI=true a skipped test is a failure. The last line is "N passed, N failed, N skipped".
# Exit codes: 0 all passed, 1 some test failed, 2 could not run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=release
packages=true
jobs=$(nproc)
selection=()

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' tests/run.sh; }

while (($#)); do
  case $1 in
    --quick) selection+=(-LE '^slow$') ;;
    --preset) preset=${2:?--preset needs a name} && shift ;;
    --no-packages) packages=false ;;
    -R | -E | -L | -LE) selection+=("$1" "${2:?$1 needs a value}") && shift ;;
    -j) jobs=${2:?-j needs a number} && shift ;;
    -h | --help) usage && exit 0 ;;
    *) printf 'tests/run.sh: unknown option %s (try --help)\n' "$1" >&2 && exit 2 ;;
  esac
  shift
done

if $packages; then tests/packages.sh build test; fi
tests/build.sh "$preset"

report=$PWD/build/$preset/report.xml
rm -f "$report"
# ctest's own exit code says only "something failed"; the report says what.
ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error --output-junit "$report" \
  "${selection[@]}" || true
[[ -s $report ]] || { printf 'tests/run.sh: ctest wrote no report\n' >&2 && exit 2; }

ci=0
if [[ ${CI-} == true ]]; then ci=1; fi
awk -v ci="$ci" -f tests/summary.awk "$report"
