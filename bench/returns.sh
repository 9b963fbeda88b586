#!/usr/bin/env bash
# An attack of twelve mechanisms is marked, and each of its items comes back with every field changed alone and MORE times with two to six of
# them, out of a seed that no test uses: how many are told as a return, as a suspected return, as nothing, against what the rules of an incident
# ask for; then how many of USUAL items of a town hall are told as anything.
#   bench/returns.sh [SEED=4711] [MORE=1000] [USUAL=14000] [examples]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/installers/target/test-classes/bzh/vigie/collector/detect/returns" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -cp "$top/installers/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    bzh.vigie.collector.detect.returns.ReturnFigures "$@"
