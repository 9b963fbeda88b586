#!/usr/bin/env bash
# A tree of a million files made by somebody who wants the agent to hang or to fill its memory: directories of more files than
# anybody needs, link loops, FIFOs, files of 10 GiB with nothing in them, names that are no UTF-8 or hold escape sequences, and,
# as root, devices that never end. `agent scan --root` goes through it with the heap of the process that reads for a running agent (64 MiB).
#   bench/hostile-tree.sh [FILES=1000000] [FOLDER=/tmp]
# Prints processor seconds, wall, peak RSS, and which places were not wholly read, with the reason.
set -euo pipefail
files=${1:-1000000}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/vigie-hostile.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
root=$work/root

# make FOLDER COUNT PREFIX SUFFIX
make() {
    mkdir -p "$root/$1"
    (cd "$root/$1" && seq -f "$3%.0f$4" "$2" | xargs -r -n 5000 touch --)
}

mkdir -p "$root/etc" "$root/home/mallory/.ssh" "$root/home/mallory/.config" "$root/usr/bin"
printf 'root:x:0:0::/root:/bin/sh\nmallory:x:1000:1000::/home/mallory:/bin/sh\n' >"$root/etc/passwd"
tenth=$((files / 10))
make srv/flat $((3 * tenth)) f ''
make home/mallory/.config/autostart "$tenth" a .desktop
make etc/cron.d "$tenth" c ''
make var/www/html "$tenth" w .php
for i in $(seq 40); do make "usr/lib/many/$i" $((tenth / 20)) lib .so; done
for i in $(seq 200); do make "home/mallory/src/$i" $((tenth / 100)) s ''; done
chmod 4755 "$root/usr/lib/many/1"/*
(cd "$root/home/mallory" && path=deep && for _ in $(seq 300); do path=$path/d; done && mkdir -p "$path")
ln -s . "$root/home/mallory/.config/systemd"
ln -s ../.config "$root/home/mallory/.config/user"
ln -s loop "$root/usr/lib/loop"
ln -s / "$root/usr/lib/everything"
mkfifo "$root/home/mallory/.bashrc" "$root/etc/crontab"
truncate -s 10G "$root/home/mallory/.ssh/authorized_keys" "$root/usr/bin/sparse" "$root/etc/ld.so.preload"
chmod 755 "$root/usr/bin/sparse"
if [ "$(id -u)" = 0 ]; then mknod "$root/home/mallory/.profile" c 1 5; fi
printf '* * * * * root /tmp/x\n' >"$root/etc/cron.d/$(printf 'ren\351\033[2J')"
printf 'made: %s files and directories\n' "$(find "$root" | wc -l)"

out=$work/scan.jsonl peak=0
"$top/vigie" build
TIMEFORMAT='%U s user, %S s system, %R s wall'
time {
    VIGIE_AGENT_JAVA_OPTIONS='-Xmx64m -XX:+ExitOnOutOfMemoryError' "$top/vigie" agent scan --root "$root" --format jsonl --out "$out" &
    while kill -0 $! 2>/dev/null; do
        now=$(awk '/^VmHWM/ {print $2}' "/proc/$!/status" 2>/dev/null || true)
        [ "${now:-0}" -le "$peak" ] || peak=$now
        sleep 0.2
    done
    status=0
    wait $! || status=$?
}
printf 'exit %d, peak RSS %d MiB, %s lines of output\n' "$status" $((peak / 1024)) "$(wc -l <"$out")"
tail -1 "$out"
printf 'not wholly read:\n'
grep '"kind":"location"' "$out" | grep -E '"status":"(partial|unreadable)"' |
    sed -E 's/.*"location":"([^"]*)".*"status":"([^"]*)","reason":"([^"]*)".*"detail":"([^"]*)".*/  \1: \2, \3 (\4)/' | sort | uniq -c
