#!/usr/bin/env bash
# Artefact on disk → alert stored, over a dozen locations, with the real programs. As root: it plants in /etc.
#   bench/latency.sh [SPECIMENS=50]
#   bench/latency.sh SPECIMENS flooded   three times, each beside another agent of the commune at its worst in everything at once and after a quiet series:
#                                        collector and agent have the cores but the last, the flood has that one, as it would be another machine
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
"$vigie" build
bound=()
first=0
# Each with specimens of its own: one that was told before is counted under its alert.
series() {
    "${bound[@]}" "$vigie" java "$top/bench/Latency.java" "$work/collector/state" "$specimens" "$first" >"$work/series"
    first=$((first + specimens))
}

tell() { printf '%-8s %s\n' "$1" "$(tail -1 "$work/series")"; grep 'NOT SEEN' "$work/series" || true; }

# The hostile agent is enrolled as any other; what it does is the flood of the collector's tests, in everything at once.
enrol_hostile() {
    "$vigie" agent enrol --state "$work/hostile" --token - <<<"$(new_token)" >/dev/null
    hostile=$(sed -n 's/^agent-id = //p' "$work/hostile/identity.conf")
    sed -n 's/^certificate = //p' "$work/hostile/identity.conf" | base64 -d |
        openssl x509 -inform DER -out "$work/hostile/agent.pem"
    openssl pkcs12 -export -inkey "$work/hostile/agent.key" -in "$work/hostile/agent.pem" -name agent -passout pass: -out "$work/hostile.p12"
}

start_flood() {
    coproc FLOOD { exec taskset -c "$last" "$java" -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        -cp "$top/collector/target/test-classes:$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*" \
        bzh.vigie.collector.gateway.Flood "$port" "$work/hostile.p12" "$hostile" "$(date -u +%FT%TZ)" \
        EVERY_CONTENT CONNECTIONS HELLOS BYTES_IN_FLIGHT; }
    flood_pid=$FLOOD_PID
    read -r said <&"${FLOOD[0]}" && [ "$said" = ready ]
}

stop_flood() {
    eval "exec ${FLOOD[1]}>&-"
    read -r said <&"${FLOOD[0]}" && echo "    $said"
    wait "$flood_pid" || true
}

specimens=${1:-50}
start_line
until_true 600 is_watched
sleep 3
if [ "${2:-}" != flooded ]; then
    status=0
    series || status=$?
    cat "$work/series"
    exit $status
fi
last=$(($(nproc --all) - 1))
[ "$last" -gt 0 ] || { echo "two cores at least: one is for the flood" >&2; exit 2; }
for java in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$java/release" || break
done
java=$java/bin/java
bound=(taskset -c "0-$((last - 1))")
for pid in "$collector_pid" "$agent_pid"; do taskset -acp "0-$((last - 1))" "$pid" >/dev/null; done
until_true 600 has_inventory
enrol_hostile
# Untold: Java's compiler is done with the flood before it is measured.
start_flood
series || true
stop_flood
for _ in 1 2 3; do
    series || true
    tell quiet
    start_flood
    series || true
    tell flooded
    stop_flood
done
