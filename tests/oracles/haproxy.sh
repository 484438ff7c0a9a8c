#!/usr/bin/env bash
# A real HAProxy on every configuration that is emitted: it takes each without a warning; and one is run, with the
# start script and the refresher of its image, in front of stand-in masters, Marathons and tasks on a machine made for
# it. What the running process says of itself is compared with the cluster file.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_herdc
need haproxy socat jq curl openssl python3 ip setpriv
contained "$@"

mkdir "$WORK/project"
cp "$here/haproxy/cluster.herd" "$here/haproxy/herd.lock" "$WORK/project/"
"$HERDC" build "$WORK/project/cluster.herd" >"$WORK/build.out" 2>&1 || fail "$(cat "$WORK/build.out")"
cp -r "$WORK/project/generated/edge-test" "$WORK/tree"

# Every configuration of the examples and the golden cases, and those of this test.
mkdir "$WORK/all"
number=0
while IFS= read -r file; do
  number=$((number + 1))
  cp "$file" "$WORK/all/$number.cfg"
done < <(find "$root/examples" "$root/tests/golden" "$WORK/tree" -path '*/haproxy/*.cfg' | sort)
((number > 1)) || fail "no configuration was found"

"$here/machine.sh" --name edge1 --address 10.88.0.1/24 --work "$WORK" -- "$here/haproxy/machine.sh" "$WORK"
