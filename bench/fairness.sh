#!/usr/bin/env bash
# What one agent at its worst changes for another: the time from a batch to its alert, over the whole path, while another floods in each resource and in all of them.
# The flood is a process with the last core for itself, as it would be another machine; the collector has the cores before it.
# The same flood comes first, untold, until Java's compiler takes less than a twentieth of three series of batches in a row (four minutes at most).
# Then come as many batches in quiet as under the flood, of the same compiled code. A ratio is that of the two medians; behind it stand the medians to
# the acknowledgement, and what the compiler took in either part.
#   bench/fairness.sh                              gateway, ingest log, detection, store
#   bench/fairness.sh gateway.FloodFigures HELLOS  of that alone
#   bench/fairness.sh detect.FairnessFigures       detection alone
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/detect" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
last=$(($(nproc --all) - 1))
[ "$last" -gt 0 ] || { echo "two cores at least: one is for the flood" >&2; exit 2; }
uptime
taskset -c "0-$((last - 1))" "$jdk/bin/java" -Xmx768m --enable-native-access=ALL-UNNAMED -Dflood.bound="taskset -c $last" \
    -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    "bzh.vigie.collector.${1:-gateway.FloodFigures}" "${@:2}"
uptime
