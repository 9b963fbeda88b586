#!/usr/bin/env bash
# The figures of the agent's MSI, as installed on a Windows that Wine plays: download, installed size with and without the archive of
# classes, what each part weighs, how long msiexec takes, start to connected, memory some minutes after the first pass, without and
# with that archive, beside an empty program of the same runtime and settings. Wine's memory is not Windows' (it copies what Windows
# maps): what counts is what the agent adds to the empty program.
#   bench/windows-package.sh [MINUTES=10] [MSI]
# MSI is by default the one that mvn -pl installers -am package made.
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
source "$(dirname "$vigie")/installers/wine.sh"
minutes=${1:-10}
msi=${2:-$(ls "$(dirname "$vigie")"/installers/target/windows/vigie-agent-*-windows-x64.msi | tail -n 1)}
mkdir -p "$WINEPREFIX"
wineboot --init >/dev/null 2>&1
# How long a service may take to answer at its start, in ms: Wine's ten seconds are few on a busy machine.
wine reg add 'HKLM\SYSTEM\CurrentControlSet\Control' /v ServicesPipeTimeout /d 120000 /f >/dev/null 2>&1
wineserver -w || true
programs="$WINEPREFIX/drive_c/Program Files/Vigie/agent"
windows_state=$WINEPREFIX/drive_c/ProgramData/Vigie/agent
since() { awk -v a="$1" -v b="$(date +%s%N)" 'BEGIN {printf "%.1f s", (b - a) / 1e9}'; }
bytes_below() { find "$@" -type f -printf '%s\n' | awk '{s += $1} END {print s + 0}'; }
service() {
    local each
    for each in $(pgrep -f 'vigie-agent-service[.]exe'); do
        grep -qzxF "WINEPREFIX=$WINEPREFIX" "/proc/$each/environ" 2>/dev/null && service=$each && return
    done
    return 1
}
memory() {
    awk -v what="$2" '/^VmRSS|^RssAnon|^RssFile|^VmHWM|^Threads/ {printf "%s %s  ", $1, $2} END {printf "(%s)\n", what}' "/proc/$1/status"
    awk -v load="$(cut -d' ' -f1-3 /proc/loadavg)" '/^Private_Dirty/ {d += $2} END {printf "Private_Dirty: %d kB  (load %s)\n", d, load}' "/proc/$1/smaps_rollup"
}
cpu() { awk -v h="$(getconf CLK_TCK)" '{printf "processor since start: %.2f s\n", ($14 + $15) / h}' "/proc/$service/stat"; }

printf 'download: %s bytes\n' "$(stat -c %s "$msi")"
port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null 2>&1
start_collector
token=$(new_token)
begun=$(date +%s%N)
wine msiexec /i "$(windows_path "$msi")" /qn "TOKEN=$token" >/dev/null 2>&1
printf 'msiexec /i: %s\n' "$(since "$begun")"
until_true 180 status_says '"connection":"connected"'
printf 'begin of msiexec → enrolled and connected: %s\n' "$(since "$begun")"
printf 'installed: %s bytes, of these the runtime %s\n' "$(bytes_below "$programs" -not -path '*/cache/*')" "$(bytes_below "$programs/runtime")"
(cd "$programs/lib" && stat -c '  %n %s bytes' ./*.jar)

(cd "$work" && printf 'public class Empty { public static void main(String[] a) throws Exception { Thread.sleep(Long.MAX_VALUE); } }' >Empty.java)
mkdir "$work/empty"
"$vigie" javac --release 25 -d "$work/empty" "$work/Empty.java"
(wine "$programs/runtime/bin/java.exe" "${windows_options[@]}" "${windows_run_options[@]}" -cp "$(windows_path "$work/empty")" Empty >/dev/null 2>&1) &
until_true 60 process_of ' Empty$' >/dev/null
sleep 20
empty=$(process_of ' Empty$')
memory "$empty" 'an empty program'
kill "$empty"

gone() { ! service; }
restart() {
    wine net stop vigie-agent >/dev/null 2>&1
    until_true 120 gone
    rm -f "$windows_state/status.jsonl"
    "$@"
    begun=$(date +%s%N)
    wine net start vigie-agent >/dev/null 2>&1
    until_true 180 status_says '"connection":"connected"'
    printf 'net start → connected: %s\n' "$(since "$begun")"
    until_true 600 has_inventory
    service
}
# Wine's installer gives the folder of that archive no rights of its own, and in one that others may write the agent makes none: it
# makes the folder itself where there is none, and the archive at the start after that one.
restart rm -r "$programs/cache"
sleep 60 # a native source is in doubt until then
echo "--- without the archive of classes"
restart true
cpu
memory "$service" 'after a pass'
until_true 900 test -e "$programs/cache/classes.jsa.of" || { echo "no archive was made"; exit 1; }
printf 'archive: %s bytes; with it installed: %s bytes\n' "$(stat -c %s "$programs/cache/classes.jsa")" "$(bytes_below "$programs")"
sleep $((minutes * 60))
memory "$service" "$minutes min later"
echo "--- with it"
restart true
cpu
memory "$service" 'after a pass'
sleep $((minutes * 60))
memory "$service" "$minutes min later"
cpu
begun=$(date +%s%N)
wine msiexec /x "$(windows_path "$msi")" /qn >/dev/null 2>&1
printf 'msiexec /x: %s; left: %s files\n' "$(since "$begun")" \
    "$(find "$WINEPREFIX/drive_c/Program Files/Vigie" "$WINEPREFIX/drive_c/ProgramData/Vigie" -type f 2>/dev/null | wc -l)"
