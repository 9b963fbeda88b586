#!/usr/bin/env bash
# How soon a running agent notices what is planted: `agent selftest` beside an agent of this tree whose notified places are watched.
# Harmless specimens in every place of this machine that can be tried, all at once, and removed at the end.
#   sudo bench/selftest.sh
# Prints for each location whether a scan finds its specimen and after how many milliseconds the agent had it, then the median
# and the worst, and why the others are not tried. Exit code of the selftest: 0 where all are found, and noticed within 2 s.
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
start_line
until_true 900 is_watched
sleep 5
status=0
agent selftest --format jsonl >"$work/selftest.jsonl" || status=$?
sed -nE 's/.*"location":"([^"]*)".*"found":(true|false)(,"noticed_ms":([0-9]+))?.*/\1 found=\2 \4 ms/p' "$work/selftest.jsonl"
sed -nE 's/.*"untried":"([^"]*)".*/not tried: \1/p' "$work/selftest.jsonl" | sort | uniq -c
tail -1 "$work/selftest.jsonl"
sed -nE 's/.*"noticed_ms":([0-9]+).*/\1/p' "$work/selftest.jsonl" | sort -n |
    awk '{ms[NR] = $1} END {if (NR) printf "noticed: %d, median %d ms, worst %d ms\n", NR, ms[int((NR + 1) / 2)], ms[NR]}'
printf 'load: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
exit $status
