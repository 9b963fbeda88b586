#!/usr/bin/env bash
# The agent after some minutes with all its sources on this machine: memory, CPU, threads, bytes sent. With a fresh cache of
# classes, as the installed service will have one.
#   bench/footprint.sh [MINUTES=10]
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
minutes=${1:-10}
"$vigie" train
start_line
until_true 600 has_inventory
sleep 10
ticks() { awk '{print $14 + $15}' "/proc/$agent_pid/stat"; }
hz=$(getconf CLK_TCK)
first=$(ticks)
# The process that reads the pass has ended by then: its time is that of the agent's children.
apart=$(awk '{print $16 + $17}' "/proc/$agent_pid/stat")
report() {
    awk -v s="$1" '/^VmRSS|^RssAnon|^RssFile|^Threads|^VmHWM/ {printf "%s %s  ", $1, $2} END {printf " (after %s)\n", s}' "/proc/$agent_pid/status"
    awk '/^Private_Dirty/ {d += $2} END {printf "Private_Dirty: %d\n", d}' "/proc/$agent_pid/smaps_rollup"
}
printf 'start-up and first pass: %s CPU-seconds, and %s of the process that reads\n' \
    "$(awk -v t="$first" -v h="$hz" 'BEGIN {printf "%.2f", t / h}')" "$(awk -v t="$apart" -v h="$hz" 'BEGIN {printf "%.2f", t / h}')"
report "the first pass"
sleep $((minutes * 60))
last=$(ticks)
printf 'steady: %s %% of one core over %s min\n' "$(awk -v a="$first" -v b="$last" -v h="$hz" -v m="$minutes" 'BEGIN {printf "%.3f", (b - a) / h / (m * 60) * 100}')" "$minutes"
report "$minutes min"
agent status --format jsonl | grep -o '"bytes_sent":[0-9]*' || true
