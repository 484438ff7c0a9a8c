#!/usr/bin/env bash
# marathon/launch.sh of compiled clusters against a stand-in for Marathon: what it asks for, what it leaves alone, how it
# ends. launch.py has the cases; each runs against a stand-in of its own, on loopback.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need curl jq python3
work_directory
export HERDC
cp "$root/examples/factual/herd.lock" "$WORK/"
"$here/launch.py" "$WORK"
