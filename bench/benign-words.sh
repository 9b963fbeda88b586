#!/usr/bin/env bash
# Counts the words of what Debian packages configure: unit files, cron lines, shell defaults, init scripts and settings under /etc, starters of
# desktops. A word that packages have in common is nobody's mark. Writes each word that at least LEAST packages have, or that a hive of a fresh
# Windows has, in the order of letters: what the collector's resource detect/returns/common-words.txt is.
#   bench/benign-words.sh OUT [PACKAGES=2400] [LEAST=2] [KEEP=folder for the extracted files] [HIVE=file, as it is or .gz]
# Packages come through apt-get download (their index through apt-get update): of the sections of servers and desktops the smallest that
# depend on what programs with a service or settings depend on. The first line of OUT says how many were counted and of which release.
# KEEP also gets "counts", with how many packages have each word.
set -euo pipefail
out=${1:?"usage: $0 OUT [PACKAGES] [LEAST] [KEEP]"}
packages=${2:-2400}
least=${3:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep=${4:-$work/kept}
mkdir -p "$work/deb" "$keep"
export LC_ALL=C.UTF-8
apt-cache dumpavail | awk '
    BEGIN { RS = ""; FS = "\n" }
    {
        name = ""; size = 0; section = ""; needs = ""
        for (i = 1; i <= NF; i++) {
            if ($i ~ /^Package: /) name = substr($i, 10)
            if ($i ~ /^Size: /) size = substr($i, 7) + 0
            if ($i ~ /^Section: /) section = substr($i, 10)
            if ($i ~ /^(Pre-)?Depends: /) needs = needs " " $i
        }
        asked = needs ~ /(adduser|init-system-helpers|cron|lsb-base|sysvinit-utils|systemd|dbus|libpam|logrotate|ucf|udev|debconf)/
        if (size < 4000000 && (section ~ /^(admin|net|web|httpd|mail|database|x11|gnome|kde|xfce|utils|shells|editors|comm)$/ || asked) \
            && section !~ /^(libdevel|doc|oldlibs|debug|localization|golang|rust|javascript|haskell|ocaml|fonts|kernel|translations|games)$/)
            print size "\t" (asked ? 0 : 1) "\t" name
    }' | sort -k2,2n -k1,1n | awk -F "\t" -v most="$packages" '!seen[$3]++ && ++n <= most { print $3 }' > "$work/names"
wanted=("./etc/*" "./lib/systemd/*" "./usr/lib/systemd/*" "./usr/lib/udev/rules.d/*" "./usr/share/applications/*" "./usr/share/dbus-1/*services/*")
words() {
    { grep -aoE '[[:alnum:]][[:alnum:]._@-]{3,63}' || true; } | sed -E 's/[._-]+$//' | tr '[:upper:]' '[:lower:]'
}
counted=0
: > "$work/words"
while mapfile -n 40 -t some && [ ${#some[@]} -gt 0 ]; do
    (cd "$work/deb" && apt-get download -q "${some[@]}" > /dev/null 2>&1) || for each in "${some[@]}"; do
        (cd "$work/deb" && apt-get download -q "$each" > /dev/null 2>&1) || true
    done
    for deb in "$work"/deb/*.deb; do
        [ -e "$deb" ] || continue
        name=$(basename "$deb"); name=${name%%_*}
        mkdir -p "$keep/$name"
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$keep/$name" --wildcards "${wanted[@]}" 2> /dev/null || true
        rm -f "$deb"
        counted=$((counted + 1))
        { echo "$name"; find "$keep/$name" -type f -size -512k -exec cat {} + ; find "$keep/$name" -type f -printf '%f\n'; } 2> /dev/null \
            | words | sort -u >> "$work/words"
    done
done < "$work/names"
. /etc/os-release
sort "$work/words" | uniq -c | awk -v least="$least" '$1 >= least && length($2) >= 4 { print $1 "\t" $2 }' > "$work/counts"
[ -z "${4:-}" ] || cp "$work/counts" "$keep/counts"
hive=${5:-/dev/null}
{
    echo "# $counted packages of Debian ${VERSION_CODENAME:-?}: words that at least $least of them have${5:+, and those of a hive of a fresh Windows}"
    { cut -f2 "$work/counts"; gzip -cdf "$hive" | tr -d '\000' | words | grep -xE '[a-z][a-z._-]{3,23}' || true; } | grep -vP '[^\x21-\x7e]' | sort -u
} > "$out"
echo "$counted packages, $(($(wc -l < "$out") - 1)) words" >&2
