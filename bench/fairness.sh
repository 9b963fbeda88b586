#!/usr/bin/env bash
# What one agent at its worst changes for another: the time from a batch to its alert, over the whole path, while another floods in each resource and in all of them.
#   bench/fairness.sh                             gateway, ingest log, detection, store
#   bench/fairness.sh detect.FairnessFigures      detection alone
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/detect" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    "bzh.vigie.collector.${1:-gateway.FloodFigures}"
