#!/usr/bin/env bash
# How fast a registry hive is read within the agent's heap (-Xmx24m, C1), and what that allocates: a hive of so many megabytes is
# made, read whole three times, and 20,000 of its keys are looked up by their paths.
#   bench/hive.sh [MEGABYTES=100]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The writer of hives is the tests'.
"$top/vigie" test -q -pl agent -am -DskipTests
classes=$top/agent/target/classes:$top/proto/target/classes:$top/agent/target/test-classes
hives() {
    "$top/vigie" java "$1" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classes" "$top/bench/Hives.java" "${@:2}"
}
hives -Xmx2g write "$work/SOFTWARE" "${1:-100}"
ls -l "$work/SOFTWARE" | awk '{ printf "hive of %.1f MB\n", $5 / 1048576 }'
hives -Xmx24m read "$work/SOFTWARE" 3
hives -Xmx24m find "$work/SOFTWARE" 3
