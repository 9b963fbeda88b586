#!/usr/bin/env bash
# Forty hosts of three communes, an attack of twelve mechanisms, its eviction, ninety days in which people work and machines sleep, break and
# update themselves, then the attack again, changed out of a seed: returns caught and missed, alerts by occasion against the budget, and each
# day's conclusion against the most that somebody could say who knew everything (docs/simulation.md). Some ten minutes of one processor.
#   bench/ninety-days.sh SEED [month|small] [calm]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 1 ] || { echo "usage: bench/ninety-days.sh SEED [month|small] [calm]" >&2; exit 2; }
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/installers/target/test-classes/bzh/vigie/simulation" ] && [ -d "$top/collector/target/lib" ] || { echo "first: ./vigie test -DskipTests" >&2; exit 2; }
classes=
for module in installers collector agent proto; do
    classes=$classes$top/$module/target/test-classes:$top/$module/target/classes:
done
# Everything is written and flushed as on a disk; in memory it costs less.
folder=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)" vigie-ninety-days.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$jdk/bin/java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$classes$top/collector/target/lib/*:$top/agent/target/lib/*" bzh.vigie.simulation.NinetyDays "$1" "$folder" "${@:2}"
