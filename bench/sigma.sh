#!/usr/bin/env bash
# What judging Windows events by Sigma rules costs on one core: loading, memory, evaluation with no, 500 and all rules, and from log
# file to result, over all logs below LOGS and over those of Sysmon alone. The machine's load is told before and after.
#   bench/sigma.sh RULES LOGS...    RULES: folders of rules, separated by colons
#   PLAIN=1 bench/sigma.sh …        the plain evaluator instead of the compiled rules (slow)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 2 ] || { echo "bench/sigma.sh RULES LOGS..." >&2; exit 2; }
"$top/vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
uptime
"$jdk/bin/java" -Xmx350m -XX:+UseSerialGC ${SIGMA_JAVA_OPTIONS:-} \
    -cp "$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" "$top/bench/Sigma.java" "$@"
uptime
