#!/usr/bin/env bash
# How long the review of an incident takes: HOSTS hosts in ten communes with ITEMS items each are listed, a group is approved, then many, a
# baseline is signed; then one more host fills the list with FLOOD items of its own.
#   bench/review.sh [HOSTS=1000] [ITEMS=300] [FLOOD=100000]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/review" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    bzh.vigie.collector.review.ReviewFigures "$@"
