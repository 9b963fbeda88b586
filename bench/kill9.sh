#!/usr/bin/env bash
# kill -9 of each side under load, N times each, then: batches acknowledged, stored, lost, doubled.
#   bench/kill9.sh [ROUNDS=50]
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
rounds=${1:-50}
"$vigie" build
start_line
until_true 600 is_watched
(while :; do /bin/true; sleep 0.003; done) &
load=$!
for ((round = 1; round <= rounds; round++)); do
    sleep "0.$((RANDOM % 9))"
    kill -9 "$collector_pid"
    wait "$collector_pid" 2>/dev/null || true
    start_collector
    sleep "1.$((RANDOM % 9))"
    kill -9 "$agent_pid"
    wait "$agent_pid" 2>/dev/null || true
    start_agent
    sleep "1.$((RANDOM % 9))"
done
kill "$load"
until_true 120 is_connected
drained() { agent status --format jsonl | grep -q '"spool_batches":0\b'; }
until_true 120 drained || echo "the spool was not empty after 120 s"
sleep 5
kill "$agent_pid" && wait "$agent_pid" || true
sleep 5
kill "$collector_pid" && wait "$collector_pid" || true
echo "rounds: $rounds of each side"
"$vigie" java "$top/bench/Kill9Check.java" "$work/collector" "$work/agent" || true
collector doctor || true
