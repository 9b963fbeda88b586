#!/usr/bin/env bash
# How soon a change on a running Windows, as Wine plays it, is told: a value of Run, a service and a file in Startup are planted and
# taken away so many times each. Prints per kind the milliseconds from the end of the command that changed it to the event: median and
# largest. A command of Wine ends up to some 0.3 s after its change, so that a time may be negative.
#   bench/windows-notice.sh RUNTIME [TIMES=10]
# RUNTIME is the folder of a Windows runtime with bin/java.exe in it.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
java=$(find "$1" -path '*bin/java.exe' | head -1)
times=${2:-10}
[ -n "$java" ] || { printf 'no bin/java.exe below %s\n' "$1" >&2; exit 1; }
work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= XDG_RUNTIME_DIR=$work
mkdir -p "$work/state" "$work/classes" "$WINEPREFIX"
trap 'touch "$work/state/stop"; sleep 3; wineserver -k || true; rm -rf "$work"' EXIT
"$top/vigie" build
"$top/vigie" javac -d "$work/classes" "$top/agent/src/test/java/bzh/vigie/agent/persistence/WatchedWindows.java"
wineboot --init >/dev/null 2>&1
wineserver --wait

path() { printf 'Z:%s' "${1//\//\\}"; }
classes=$(path "$work/classes")
for jar in "$top"/agent/target/vigie-agent-*.jar "$top"/agent/target/lib/*.jar; do classes="$classes;$(path "$jar")"; done
wine "$java" -Xmx64m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$classes" \
    bzh.vigie.agent.persistence.WatchedWindows "$(path "$work/state")" >"$work/out" 2>&1 &
agent=$!
told=$work/state/told
until grep -q READY "$told" 2>/dev/null; do
    kill -0 "$agent" 2>/dev/null || { cat "$work/out" >&2; exit 1; }
    sleep 1
done

# change KIND PATTERN COMMAND…: what it said, and how long after the command it was told
change() {
    local kind=$1 pattern=$2 seen ended
    shift 2
    seen=$(grep -c "$pattern" "$told" || true)
    "$@" >/dev/null 2>&1
    ended=$(date +%s%3N)
    for _ in $(seq 600); do
        if [ "$(grep -c "$pattern" "$told" || true)" -gt "$seen" ]; then
            echo "$kind $(($(grep "$pattern" "$told" | tail -1 | cut -d' ' -f2) - ended))" >> "$work/times"
            return
        fi
        sleep 0.1
    done
    echo "$kind not told" >&2
}
run='HKLM\Software\Microsoft\Windows\CurrentVersion\Run'
start="$WINEPREFIX/drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp"
for each in $(seq "$times"); do
    change value-comes "^ADDED.*Run|Planted$each$" wine reg add "$run" /v "Planted$each" /d 'C:\Tools\planted.exe'
    change value-goes "^REMOVED.*Run|Planted$each$" wine reg delete "$run" /v "Planted$each" /f
    change service-comes "^ADDED.*windows.service .*Planted$each|" wine sc create "Planted$each" binPath= 'C:\Tools\service.exe'
    change service-goes "^REMOVED.*windows.service .*Planted$each|" wine sc delete "Planted$each"
    change file-comes "^ADDED.*windows.start-folder.*planted$each.bat" cp "$0" "$start/planted$each.bat"
    change file-goes "^REMOVED.*windows.start-folder.*planted$each.bat" rm "$start/planted$each.bat"
done
for kind in value-comes value-goes service-comes service-goes file-comes file-goes; do
    { grep "^$kind " "$work/times" || true; } | cut -d' ' -f2 | sort -n | awk -v kind="$kind" \
        '{ t[NR] = $1 } END { if (NR == 0) print kind " none told"; else printf "%-14s median %5d ms, largest %5d ms, %d told\n", kind, t[int((NR + 1) / 2)], t[NR], NR }'
done
