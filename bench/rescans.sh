#!/usr/bin/env bash
# What the agent's own `inventory` thread takes while a place with masses of files changes ten times a second, as during the
# installation of packages: a file of ours in that folder, removed at the end.
#   sudo bench/rescans.sh [FOLDER=/usr/bin] [SECONDS=60]
folder=${1:-/usr/bin} seconds=${2:-60}
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
ours=$folder/vigie-bench-$$
undo() { rm -f -- "$ours"; }
hz=$(getconf CLK_TCK)
used() { # CPU-seconds of the thread
    local task
    for task in "/proc/$agent_pid/task/"*; do
        if [ "$(cat "$task/comm")" = inventory ]; then awk -v h="$hz" '{print ($14 + $15) / h}' "$task/stat"; fi
    done
}
start_line
until_true 600 has_inventory
sleep 5
printf 'the first pass: %s CPU-s\n' "$(used)"
before=$(used)
sleep "$seconds"
quiet=$(used)
end=$((SECONDS + seconds))
while [ $SECONDS -lt $end ]; do
    printf '#!/bin/sh\n' >"$ours"
    chmod 755 "$ours"
    sleep 0.1
done
undo
busy=$(used)
sleep "$seconds"
after=$(used)
awk -v a="$before" -v b="$quiet" -v c="$busy" -v d="$after" -v s="$seconds" -v f="$folder" 'BEGIN {
    printf "%d s without our changes: %.2f CPU-s; %d s with changes in %s: %.2f (%.1f %% of a core); %d s after them: %.2f\n",
        s, b - a, s, f, c - b, (c - b) / s * 100, s, d - c }'
printf 'load: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
