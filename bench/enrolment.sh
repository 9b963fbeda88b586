#!/usr/bin/env bash
# What the enrolment of a system that nobody attacked tells: its items, the lines of detect by severity, and each line above low. A system is a
# folder (a mounted disk, a container's root, the hives of a Windows), or a suite of Debian or Ubuntu that debootstrap makes of a mirror, with more
# packages where some are named.
#   bench/enrolment.sh NAME=FOLDER | NAME=SUITE@MIRROR[,PACKAGE...] ...
#   e.g. bench/enrolment.sh debian=trixie@http://MIRROR/debian windows=/mnt/disk
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -gt 0 ] || { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for system in "$@"; do
    name=${system%%=*} from=${system#*=}
    if [ -d "$from" ]; then
        root=$from
    else
        root=$work/$name
        packages=${from#*@} && packages=${packages#*,}
        [ "$packages" != "${from#*@}" ] || packages=
        mirror=${from#*@} && mirror=${mirror%%,*}
        debootstrap ${VIGIE_KEYRING:+--keyring="$VIGIE_KEYRING"} ${packages:+--include="$packages"} "${from%%@*}" "$root" "$mirror" \
            >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; echo "$name: not made" >&2; continue; }
    fi
    "$top/vigie" agent scan --root "$root" --format jsonl --out "$work/$name.jsonl" >"$work/log" 2>&1 || { tail -3 "$work/log" >&2; continue; }
    # 3: done, with findings
    "$top/vigie" collector detect --inventory "$work/$name.jsonl" --format jsonl --out "$work/$name.found" >"$work/log" 2>&1 || [ $? = 3 ]
    count() { grep -c "\"severity\":\"$1\"" "$work/$name.found" || true; }
    echo "$name: $(grep -c '"kind":"item"' "$work/$name.jsonl") items; critical $(count critical), high $(count high), medium $(count medium), low $(count low)"
    { grep -E '"severity":"(critical|high|medium)"' "$work/$name.found" || true; } |
        sed -E 's/.*"rule":"([^"]*)","title":"([^"]*)","severity":"([^"]*)".*/    \3 \1: \2/'
done
