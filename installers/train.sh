#!/usr/bin/env bash
# The agent's cache of loaded classes (JEP 514), agent/target/agent.aot, from one short run against a collector of its own with
# temporary state: it watches this machine, sends what it sees, reads its inventory once, and stops. A new build makes it stale.
#   ./vigie train
source "$(dirname "${BASH_SOURCE[0]}")/line.sh"
cache=$(dirname "$vigie")/agent/target/agent.aot
rm -f -- "$cache"
# The pass is read inside, so that the classes of its parsers are in the cache, which serves the process that reads apart as well.
mkdir -m 700 "$work/agent"
printf 'inventory-reader = inside\n' >"$work/agent/agent.conf"
export VIGIE_AGENT_TRAIN=yes
start_line
unset VIGIE_AGENT_TRAIN
until_true 600 has_inventory
sleep 5
kill "$agent_pid"
wait "$agent_pid" || true
[ -f "$cache" ] || { tail -n 5 "$work/agent.log" >&2; exit 1; }
# Objects of a cache that do not fit the heap's beginning would end every agent at its start: rather none.
"$vigie" agent run --help >/dev/null || {
    rm -f -- "$cache"
    printf 'vigie: the agent does not start with this cache, so it is removed; it runs without, only larger (docs/decisions/0005)\n' >&2
    exit 1
}
printf 'vigie: %s, %s MiB\n' "$cache" "$(($(stat -c %s "$cache") >> 20))" >&2
