#!/usr/bin/env bash
# What it costs to import indicators for the whole region: each approval of COMMUNES communes is held against them, and waits again where they show it.
#   bench/region.sh [COMMUNES=200] [GROUPS=2000] [OWN=100]    GROUPS: approved in all of them; OWN: approved in each alone
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/review" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    bzh.vigie.collector.review.RegionFigures "$@"
