#!/usr/bin/env bash
# What Marathon is told of an app: every emitted JSON against a schema made from the table of Marathon's fields, every
# value against the model, and hostile texts (marathon_hostile.tsv) through every text field of an app.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need jq python3
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed (tests/packages.sh test)"
work_directory
export HERDC
status=0
mapfile -t documents < <(cd "$root" && find examples/*/generated tests/golden/*/*/expected -path '*/marathon/*.json' | LC_ALL=C sort)
((${#documents[@]})) || fail "no app was found"
cd "$root"
for document in "${documents[@]}"; do
  # Two spaces, sorted keys, a final line feed: the form that jq writes is the form that herdc writes.
  jq -S . "$document" | cmp -s - "$document" || { printf '%s is not in normal form\n' "$document"; status=1; }
done
"$here/marathon.py" schema "${documents[@]}" || status=1
for project in tests/golden/marathon/wild tests/golden/stdlib/chronos tests/golden/marathon/several; do
  "$HERDC" build --print=model "$project/cluster.herd" >"$WORK/model"
  "$here/marathon.py" model "$WORK/model" "$project"/expected/*/marathon/*.json || status=1
  "$HERDC" build --print=artifacts "$project/cluster.herd" >"$WORK/artifacts"
  "$here/marathon.py" lines "$WORK/artifacts" "$project"/expected/*/marathon/*.json || status=1
done
"$here/marathon.py" hostile "$here/marathon_hostile.tsv" "$WORK" "$root/tests/golden/marathon/wild/herd.lock" || status=1
exit "$status"
