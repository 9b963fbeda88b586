#!/usr/bin/env bash
# What reading the directory of a domain costs its controller and the agent that does: a Samba domain controller in a Debian root of its own
# (mmdebstrap, a mirror) in a network namespace, with so many objects, and readings of everything and of what changed with the agent's
# settings. As root. The root with its objects is kept and used again.
#   bench/directory.sh [OBJECTS=50000 [ROOT=/tmp/roots/directory-OBJECTS]]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
objects=${1:-50000}
root=${2:-/tmp/roots/directory-$objects}
if [ "${VIGIE_DIRECTORY_INSIDE:-}" != yes ]; then
    [ -n "${VIGIE_CLASSES:-}" ] || { "$top/vigie" build; VIGIE_CLASSES=$(printf '%s:' "$top"/agent/target/vigie-agent-*.jar "$top"/agent/target/lib/*.jar); }
    export VIGIE_CLASSES VIGIE_DIRECTORY_INSIDE=yes
    mkdir -p "$(dirname "$root")"
    [ -e "$root/etc/os-release" ] || mmdebstrap --variant=minbase \
        --include=samba-ad-dc,samba-ad-provision,samba-dsdb-modules,ldb-tools,winbind,python3 trixie "$root" http://deb.debian.org/debian
    exec unshare -n -m -u "$0" "$objects" "$root"
fi
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
work=$(mktemp -d "${TMPDIR:-/tmp}/vigie-directory.XXXXXX")
server=
end() {
    [ -z "$server" ] || { kill -9 "$server" || tail -20 "$work/samba.log"; wait "$server" 2>/dev/null || true; }
    umount -q "$root/proc" || true
    rm -rf -- "$work"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# What is run in the root, in namespaces that end with it.
inside=(unshare -m -u -p -f --kill-child sh -c 'hostname dc1; mount -t proc proc "$0/proc"; exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' "$root")
ip link set lo up
ip addr add 192.0.2.1/24 dev lo
echo 'nameserver 192.0.2.1' >"$work/resolv.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf
if [ ! -e "$root/pc1.keytab" ]; then
    cp "$top/bench/directory-objects.py" "$root/objects.py"
    printf '127.0.0.1 localhost\n192.0.2.1 dc1.mairie.example dc1\n' >"$root/etc/hosts"
    rm -rf "$root/etc/samba/smb.conf" "$root"/var/lib/samba/private/*
    "${inside[@]}" samba-tool domain provision --realm=MAIRIE.EXAMPLE --domain=MAIRIE --server-role=dc --dns-backend=SAMBA_INTERNAL \
        --adminpass=Vigie-2026-x --host-ip=192.0.2.1 --host-name=dc1 >"$work/provision.log" 2>&1
    "${inside[@]}" samba-tool computer create PC1
    "${inside[@]}" samba-tool user setpassword 'PC1$' --newpassword=Vigie-2026-pc1
    time "${inside[@]}" python3 /objects.py "$objects"
    "${inside[@]}" samba-tool domain exportkeytab /pc1.keytab --principal='PC1$@MAIRIE.EXAMPLE'
fi
cp "$work/resolv.conf" "$root/etc/resolv.conf"
rm -rf "$root/run/samba"
mkdir -p "$root/run/samba" "$work/pc/etc" "$work/classes" "$work/state"
cp "$root/pc1.keytab" "$work/pc/etc/krb5.keytab"
"${inside[@]}" samba -i -M single --debug-stdout -d1 >"$work/samba.log" 2>&1 &
server=$!
for _ in $(seq 240); do
    sleep 0.5
    ! (exec 3<>/dev/tcp/192.0.2.1/389) 2>/dev/null || break
done
sleep 3
"$jdk/bin/javac" -proc:none -d "$work/classes" -cp "$VIGIE_CLASSES" "$top/bench/Directory.java"
uptime
MALLOC_ARENA_MAX=1 "$jdk/bin/java" @"$top/installers/src/main/linux/agent/program.options" @"$top/installers/src/main/linux/agent/resident.options" \
    ${VIGIE_AGENT_JAVA_OPTIONS:-} -cp "$VIGIE_CLASSES:$work/classes" Directory "$work/state" "$work/pc" "$(realpath "$root")" \
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin samba-tool user rename agent0 --given-name="Autre$RANDOM"
uptime
