#!/usr/bin/env bash
# Simulated agents with real TLS connections against a collector in a process of its own, with detection and storage as
# users run them: one line of JSON with events per second to durable acknowledgement, the collector's CPU and RSS.
#   bench/agents.sh [AGENTS=1000] [SECONDS=30] [EVENTS_PER_BATCH=50] [BATCHES_IN_FLIGHT=2]
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none
start_collector
"$vigie" java "$top/bench/Agents.java" "$work/collector" "$port" "$collector_pid" \
    "${1:-1000}" "${2:-30}" "${3:-50}" "${4:-2}"
