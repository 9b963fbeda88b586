#!/usr/bin/env bash
# What lists of alerts cost: a million of them stored from a seed, then lists of groups and of alerts, filters and a preview of an exception.
#   bench/alerts.sh [ALERTS]    1,000,000 where not given
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$top/vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
uptime
"$jdk/bin/java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" "$top/bench/Alerts.java" "$@"
uptime
