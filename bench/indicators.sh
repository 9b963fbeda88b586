#!/usr/bin/env bash
# What indicators cost: import of 15,000; events judged a second by rules with no, 15 and 15,000 of them; looking for one and for all of them
# in stored events. Events and indicators are made up from a seed. The machine's load is told before and after.
#   bench/indicators.sh [EVENTS]    EVENTS: stored ones, 1,000,000 where not given, 0 for none
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$top/vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
uptime
"$jdk/bin/java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" "$top/bench/Indicators.java" "$@"
uptime
