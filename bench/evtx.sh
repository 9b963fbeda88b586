#!/usr/bin/env bash
# How fast Windows event logs are read on one core with a heap of 64 MB, and what that allocates: every .evtx below FILE|DIR, to fields
# alone, then to XML too. Each round reads all of it until 256 MB are read; the last rounds count.
#   bench/evtx.sh FILE|DIR
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -eq 1 ] || { echo "bench/evtx.sh FILE|DIR" >&2; exit 2; }
"$top/vigie" test -q -pl collector -am -DskipTests
exec "$top/vigie" java -Xmx64m -XX:+UseSerialGC -cp "$top/collector/target/classes:$top/proto/target/classes" "$top/bench/Evtx.java" "$1"
