#!/usr/bin/env bash
# Full passes of the agent's inventory over this machine, or over a Linux system below a folder: processor time, wall time, peak
# memory, bytes allocated. In a process of its own with the agent's settings; no collector. As root, to read everything.
#   bench/inventory.sh [ROOT=/] [apart|inside]
#   bench/inventory.sh --make desktop [ROOT=/tmp/roots/desktop]   makes a Debian desktop there first (mmdebstrap, a mirror)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ "${1:-}" = --make ]; then
    [ "${2:-}" = desktop ] || { echo "inventory.sh: known is --make desktop" >&2; exit 2; }
    root=${3:-/tmp/roots/desktop} reader=apart
    mkdir -p "$(dirname "$root")"
    # What task-xfce-desktop of Debian's installer brings, with an office, a browser, mail, printing.
    [ -d "$root" ] || mmdebstrap --variant=important --aptopt='APT::Install-Recommends "true"' \
        --include=task-xfce-desktop,libreoffice-writer,libreoffice-calc,firefox-esr,thunderbird,cups,network-manager,openssh-server,sudo,bash-completion,printer-driver-all-enforce \
        trixie "$root" http://deb.debian.org/debian
else
    root=${1:-/} reader=${2:-apart}
fi
state=$(mktemp -d "${TMPDIR:-/tmp}/vigie-inventory.XXXXXX")
trap 'rm -rf -- "$state"' EXIT
printf '%s: %s packages\n' "$root" "$(ls "$root/var/lib/dpkg/info" 2>/dev/null | grep -c '\.list$' || true)"
mkdir "$state/classes" "$state/state"
"$top/vigie" javac -d "$state/classes" "$top/bench/Inventory.java"
"$top/vigie" java-as-agent "$state/classes" Inventory "$state/state" "$root" "$reader"
