#!/usr/bin/env bash
# A command of the README on a new machine: a root of Debian made by mmdebstrap, with nothing but what every Debian has, in which this tree is
# unpacked and started as root or as a user. The JDK and Maven of this machine are handed out by a file server on 127.0.0.1, with their sums,
# as a mirror would; whoever may install packages gets the distribution's instead, where it has them.
#   sudo bench/new-machine.sh bookworm|trixie root|user [COMMAND …]      (./vigie demo where none is given)
# The user has curl, which Debian leaves to its owner. Prints how long it took, and what lies in ~/.cache/vigie.
set -euo pipefail
suite=$1 who=$2
shift 2
[ $# -gt 0 ] || set -- ./vigie demo
[ "$(id -u)" = 0 ] || { echo "root only" >&2; exit 2; }
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
say() { printf '%s\n' "$*" >&2; }
source "$top/installers/tools.sh"
tools
work=$(mktemp -d)
server=''
undo() {
    [ -z "$server" ] || kill "$server"
    ! mountpoint -q "$work/root/proc" || umount "$work/root/proc"
    ! mountpoint -q "$work/root" || umount "$work/root"
    rm -rf --one-file-system "$work"
}
trap undo EXIT
packages=ca-certificates,procps
[ "$who" = root ] || packages+=,curl
mmdebstrap --quiet --variant=minbase --include=$packages "$suite" "$work/root" http://deb.debian.org/debian
cp /etc/resolv.conf "$work/root/etc/resolv.conf"
# Authorities that this network has of its own are the new machine's too.
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$work/root/usr/local/share/ca-certificates/"
    chroot "$work/root" update-ca-certificates >/dev/null 2>&1
fi
mkdir "$work/served" "$work/root/srv/vigie"
(cd "$top" && git ls-files -z | tar -c --null -T - | tar -x -C "$work/root/srv/vigie")
tar -czhf "$work/served/jdk.tar.gz" -C "$(dirname "$JAVA_HOME")" "$(basename "$JAVA_HOME")"
maven_home=$("$(find_maven)" --version | sed -n 's/^Maven home: //p')
tar -czhf "$work/served/maven.tar.gz" -C "$(dirname "$maven_home")" "$(basename "$maven_home")"
sum() { sha256sum <"$work/served/$1.tar.gz" | cut -d' ' -f1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 -m http.server --bind 127.0.0.1 --directory "$work/served" "$port" >/dev/null 2>&1 &
server=$!
home=/root
if [ "$who" != root ]; then
    home=/home/anne
    chroot "$work/root" useradd --create-home --shell /bin/bash anne
    chroot "$work/root" chown -R anne: /srv/vigie
fi
# A root is a place where something is mounted, here as on a machine: programs ask for the room of its file system.
mount --bind "$work/root" "$work/root"
mount -t proc proc "$work/root/proc"
started=$SECONDS code=0
chroot "$work/root" /usr/bin/env -i HOME=$home LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    VIGIE_JDK_URL="http://127.0.0.1:$port/jdk.tar.gz" VIGIE_JDK_SHA256="$(sum jdk)" \
    VIGIE_MAVEN_URL="http://127.0.0.1:$port/maven.tar.gz" VIGIE_MAVEN_SHA256="$(sum maven)" \
    setpriv $([ "$who" = root ] || echo --reuid=anne --regid=anne --init-groups) \
    bash -c 'cd /srv/vigie && exec "$@"' bash "$@" || code=$?
printf '%s, %s: %s ended with %s after %s s; ~/.cache/vigie: %s\n' "$suite" "$who" "$*" "$code" "$((SECONDS - started))" \
    "$(ls "$work/root$home/.cache/vigie" 2>/dev/null | tr '\n' ' ')"
exit "$code"
