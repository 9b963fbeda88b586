#!/usr/bin/env bash
# How long the console's pages take in a whole region that is made up from a seed (scale 1: 1,200 communes, 25,000 hosts, 1,000,000 alerts, 20,000,000
# events): each GET page of the router for a lead, an analyst of twenty communes, a reader of one and an administrator, searches, and the
# collector's memory; then pages, and alerts on the screens of fifty people, while simulated agents send 5,000 events a second.
#   bench/console.sh [SCALE=0.05] [TIMES=20] [SECONDS=60] [DIR]    TIMES: of each page; SECONDS: of the live part; DIR: kept, and used again
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
scale=${1:-0.05} times=${2:-20} seconds=${3:-60} folder=${4:-}
"$vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
classes=${VIGIE_CLASSES:-$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*}
figures() { "$jdk/bin/java" -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$classes" "$@"; }
[ -n "${VIGIE_CLASSES:-}" ] || [ -d "$top/collector/target/test-classes/bzh/vigie/collector/region" ] || { echo "first: mvn -q test-compile" >&2; exit 2; }

[ -z "$folder" ] || { mkdir -p "$folder" && ln -s "$(cd "$folder" && pwd)" "$work/collector"; }
if [ ! -f "$work/collector/collector.conf" ]; then
    port=$(free_port)
    collector init --name "localhost:$port" --listen "127.0.0.1:$port" --console "127.0.0.1:$((port + 1))" --admin bench >/dev/null
fi
port=$(sed -n 's/^listen *= *127.0.0.1:\([0-9]*\).*/\1/p' "$work/collector/collector.conf")
[ -f "$work/collector/demonstration" ] || figures bzh.vigie.collector.region.LargeRegion "$work/collector" "$scale"
du -sh "$(readlink -f "$work/collector")"/{state,history}
uptime
start_collector
# The console begins to listen after the gateway.
until_true 60 answers $((port + 1))
memory() {
    "$jdk/bin/jcmd" "$collector_pid" GC.run >/dev/null
    printf 'memory: heap after a collection %s KiB, RSS %s KiB\n' \
        "$("$jdk/bin/jstat" -gc "$collector_pid" | awk 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i } NR == 2 { for (i = 1; i <= NF; i++) if (name[i] ~ /^(S0U|S1U|EU|OU)$/) used += $i; print int(used) }')" \
        "$(awk '/^VmRSS/ { print $2 }' "/proc/$collector_pid/status")"
}
console=https://localhost:$((port + 1))
[ "$times" = 0 ] || figures bzh.vigie.collector.console.ConsoleFigures "$console" "$work/collector" "$collector_pid" "$times" 0
memory
if [ "$seconds" != 0 ]; then
    "$vigie" java "$top/bench/Agents.java" "$work/collector" "$port" "$collector_pid" 100 "$((seconds + 20))" 50 2 5000 &
    sleep 15
    figures bzh.vigie.collector.console.ConsoleFigures "$console" "$work/collector" "$collector_pid" 0 "$seconds"
    memory
    wait $!
fi
uptime
