# Sourced by the demo and by the programs under bench/: a collector and an agent of this tree on this machine, with temporary
# state under $work, both stopped and everything removed at the end, also on Ctrl-C.
set -euo pipefail
vigie=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/vigie
work=$(mktemp -d "${TMPDIR:-/tmp}/vigie-line.XXXXXX")
collector_pid='' agent_pid='' port=''

# What must be undone before both sides stop; redefined by whoever sources this.
undo() { :; }

stop_line() {
    local status=$?
    trap - EXIT INT TERM
    undo || true
    local pid
    for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf -- "$work"
    exit $status
}
trap stop_line EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits up to $1 seconds until the rest, a command, succeeds.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local each
    for each in $(seq $((20000 + RANDOM % 10000)) 32000); do
        answers "$each" || { printf '%s' "$each"; return; }
    done
    return 1
}

# collector COMMAND [SUBCOMMAND] …: on this line's folder
collector() { "$vigie" collector "$@" --dir "$work/collector"; }
# agent COMMAND …: on this line's state
agent() { "$vigie" agent "$@" --state "$work/agent"; }

# Both replace their shell, so that the process id is that of the program itself.
start_collector() {
    (exec "$vigie" collector run --dir "$work/collector" >>"$work/collector.log" 2>&1) &
    collector_pid=$!
    until_true 60 answers "$port"
}
start_agent() {
    (exec "$vigie" agent run --state "$work/agent" >>"$work/agent.log" 2>&1) &
    agent_pid=$!
}

hosts() { collector hosts list --format jsonl; }
is_connected() { hosts 2>/dev/null | grep -q '"connected":true'; }
# Places whose changes the kernel tells are read and watched; the rest of the first pass may go on.
is_watched() { agent status --format jsonl 2>/dev/null | grep -q '"inventory":"\(watched\|complete\)"'; }
has_inventory() { agent status --format jsonl 2>/dev/null | grep -q '"inventory":"complete"'; }

# A token for one machine.
new_token() {
    collector token create --commune 29019 --uses 1 --expires 1h --format jsonl | sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
}

# Both sides, enrolled and connected, quietly.
start_line() {
    port=$(free_port)
    collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null
    start_collector
    token=$(new_token)
    agent enrol --token "$token" >/dev/null
    start_agent
    until_true 120 is_connected
}
