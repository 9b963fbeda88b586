#!/usr/bin/env bash
# The agent on a Windows as Wine plays it, with a collector on this Linux: time until it is connected, memory beside that of an empty
# program with the same settings, without and with the archive of classes that the agent makes itself, threads, CPU in quiet and per
# process that starts, artefact → alert. Wine's memory is not Windows' (it copies what Windows maps): what counts is what the agent
# adds to the empty program.
#   bench/windows-line.sh [MINUTES=5] [SPECIMENS=50]
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
source "$(dirname "$vigie")/installers/wine.sh"
top=$(dirname "$vigie")
minutes=${1:-5}
specimens=${2:-50}
"$vigie" build
make_windows
hz=$(getconf CLK_TCK)
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
seconds() { awk -v t="$1" -v h="$hz" 'BEGIN {printf "%.2f", t / h}'; }
memory() {
    awk -v what="$2" '/^VmRSS|^VmHWM|^Threads/ {printf "%s %s  ", $1, $2} END {printf "(%s)\n", what}' "/proc/$1/status"
    awk '/^Private_Dirty/ {d += $2} END {printf "Private_Dirty: %d kB\n", d}' "/proc/$1/smaps_rollup"
}

mkdir -p "$work/empty"
printf 'public class Empty { public static void main(String[] a) throws Exception { Thread.sleep(Long.MAX_VALUE); } }' >"$work/empty/Empty.java"
"$vigie" javac --release 25 -d "$work/empty" "$work/empty/Empty.java"
(on_windows "$(windows_path "$work/empty")" Empty >/dev/null 2>&1) &
sleep 20
empty=$(process_of ' Empty$')
memory "$empty" "an empty program"
kill "$empty"

begun=$(date +%s%N)
start_line
until_true 60 status_says '"connection":"connected"'
printf 'collector, enrolment and start → connected: %s ms in all\n' $((($(date +%s%N) - begun) / 1000000))
until_true 600 has_inventory
agent_process
printf 'start-up and first pass: %s CPU-seconds\n' "$(seconds "$(ticks "$agent_pid")")"
memory "$agent_pid" "the first pass, without an archive of classes"

# The first start has no folder to list its classes in, the second lists them and makes the archive, the third has it.
restart() {
    sleep 60 # a native source is in doubt until then
    kill "$agent_pid"
    sleep 3
    begun=$(date +%s%N)
    rm -f "$windows_state/status.jsonl"
    start_agent
    until_true 120 status_says '"connection":"connected"'
    printf 'start → connected: %s ms, Wine and virtual machine in it (%s)\n' $((($(date +%s%N) - begun) / 1000000)) "$1"
    until_true 600 has_inventory
    agent_process
}
restart "without an archive"
until_true 600 has_archive
restart "with the archive, $(($(stat -c %s "$WINEPREFIX/drive_c/vigie-classes/classes.jsa") >> 20)) MiB"
memory "$agent_pid" "the pass after a start with the archive"
sleep 20
first=$(ticks "$agent_pid")
sleep $((minutes * 60))
last=$(ticks "$agent_pid")
awk -v a="$first" -v b="$last" -v h="$hz" -v m="$minutes" 'BEGIN {printf "steady: %.3f %% of one core over %s min\n", (b - a) / h / (m * 60) * 100, m}'
memory "$agent_pid" "$minutes min"

first=$(ticks "$agent_pid")
n=100
wine cmd /c "for /L %i in (1,1,$n) do @hostname" >/dev/null 2>&1
sleep 8
last=$(ticks "$agent_pid")
awk -v a="$first" -v b="$last" -v h="$hz" -v n="$n" 'BEGIN {printf "%d processes: %.2f CPU-ms each, quiet share in it\n", n, (b - a) / h / n * 1000}'
printf 'of them in the history: %s\n' "$(collector events --count --field 'Image=C:\windows\system32\hostname.exe')"

sleep 3
"$vigie" java "$top/bench/Latency.java" "$work/collector/state" "$specimens" 0 "$WINEPREFIX"
