#!/usr/bin/env bash
# What the ledger's daily entries cost, and verifying a ledger of many days: HOSTS hosts in communes of fifty, of which two users log on every day,
# one item of ITEMS changes, twenty machines are seen and seven sources watch. Memory is bounded by -Xmx256m.
#   bench/ledger.sh [HOSTS=500] [DAYS=60] [ITEMS=100]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
[ -d "$top/collector/target/test-classes/bzh/vigie/collector/evidence" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }
"$jdk/bin/java" -Xmx256m --enable-native-access=ALL-UNNAMED -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
    bzh.vigie.collector.evidence.LedgerFigures "$@"
