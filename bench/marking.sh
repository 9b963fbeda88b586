#!/usr/bin/env bash
# How long an analyst's acts take on HOSTS hosts with ITEMS items each, on three of which one attacker planted twenty-nine: marking one and
# eleven of them, a preview, taking a mark back, saying what a recurrence is. Each TIMES times.
#   bench/marking.sh [HOSTS=5] [ITEMS=4000] [TIMES=5]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/detect" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    bzh.vigie.collector.detect.MarkingFigures "$@"
