#!/usr/bin/env bash
# What searching the history by queries costs: time to the first event, to a page of 100, to all counts over time, completion; p95 of them; memory,
# bytes an event in the index and its words, and events a second written. Events are made up from a seed: those of 25,000 hosts in 1,200 communes
# over thirty days, with one rare command in the oldest. A folder with such a history is used again.
#   bench/hunt.sh [EVENTS [DIR]]    EVENTS: 1,000,000 where not given, to 20,000,000; DIR: kept, else a temporary one
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -n "${VIGIE_CLASSES:-}" ] || [ -d "$top/collector/target/test-classes/bzh/vigie/collector/region" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
uptime
"$jdk/bin/java" -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "${VIGIE_CLASSES:-$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*}" "$top/bench/Hunt.java" "$@"
uptime
