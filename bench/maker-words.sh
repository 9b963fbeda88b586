#!/usr/bin/env bash
# Adds words that a maker vouches for to the counted ones (bench/benign-words.sh): what configures a server has a manual, and Windows has its own
# files. One maker is enough: nobody who writes PermitRootLogin or rundll32.exe is known again by that.
#   bench/maker-words.sh COMMON OUT [WINDOWS…]
# COMMON is the collector's resource detect/returns/common-words.txt; OUT gets what is not in it (maker-words.txt there). Of packages of servers (through apt-get download)
# every word of the manuals of files and daemons (sections 5 and 8) and of the settings that they bring counts, and every name of a program. WINDOWS
# are files of a Windows that nobody attacked: hives and event logs, as they are, .gz or .zip; of them names of programs, libraries and drivers count.
# Where libwine is installed, the names of its files count too: they are those of Windows.
set -euo pipefail
common=${1:?"usage: $0 COMMON OUT [WINDOWS…]"}
out=${2:?"usage: $0 COMMON OUT [WINDOWS…]"}
shift 2
packages=(openssh-server openssh-client sudo doas libpam-modules libpam-runtime login passwd systemd udev cron anacron at rsyslog logrotate kmod
    procps polkitd dbus-daemon nginx-common apache2 apache2-bin postfix dovecot-core exim4-base samba-common samba-common-bin smbclient ufw nftables
    iptables fail2ban openvpn wireguard-tools network-manager ifupdown isc-dhcp-client dnsmasq-base bind9 unbound chrony auditd apparmor xinetd
    openbsd-inetd nfs-common nfs-kernel-server autofs sssd-common sssd-ldap libnss-ldapd krb5-user krb5-config snmpd php-common mariadb-server
    postgresql-common redis-server haproxy squid keepalived rsync borgbackup restic debsums apt dpkg unattended-upgrades initramfs-tools-core
    grub-common grub2-common dracut-core lightdm gdm3 x11-common xserver-xorg-core bash dash zsh-common)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
words() {
    { grep -aoE '[[:alnum:]][[:alnum:]._@-]{3,63}' || true; } | sed -E 's/[._-]+$//' | tr '[:upper:]' '[:lower:]'
}
: > "$work/words"
counted=0
for package in "${packages[@]}"; do
    (cd "$work" && apt-get download -q "$package" > /dev/null 2>&1) || { echo "no $package" >&2; continue; }
    deb=$(echo "$work"/*.deb)
    mkdir "$work/root"
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/root" --wildcards "./etc/*" "./usr/share/man/man[58]/*" "./usr/share/openssh/*" \
        2> /dev/null || true
    find "$work/root" -type f -size -2M -print0 | xargs -0 -r -n 50 zcat -f \
        | sed -E 's/\\f[A-Z]|\\f\([A-Z]{2}|\\[&|^]|\\\*\[[^]]*\]//g; s/\\-/-/g' | words >> "$work/words"
    dpkg-deb --fsys-tarfile "$deb" | tar -t | { grep -E '/(s?bin|libexec|security)/[^/]+$' || true; } | sed 's|.*/||' | words >> "$work/words"
    rm -rf "$work/root" "$deb"
    counted=$((counted + 1))
done
files() { words | { grep -xE '[a-z0-9_.-]{2,48}\.(exe|dll|sys|cpl|msc|ocx|drv|com|ax|tsp|scr|efi|mui|nls|dat|inf)' || true; }; }
for windows in "$@"; do
    case $windows in
        *.zip) unzip -p "$windows" ;;
        *.gz) gzip -cd "$windows" ;;
        *) cat "$windows" ;;
    esac | tr -d '\000' | files >> "$work/windows"
done
{ dpkg -L libwine 2> /dev/null || true; } | sed 's|.*/||' | files >> "$work/windows"
# names that are written by a program's name alone count without their ending too
sed -E 'p; s/\.(exe|dll|sys|cpl|msc|ocx|drv|com|ax|scr)$//' "$work/windows" >> "$work/words"
# addresses, numbers and what looks like a key are examples
awk 'length($0) >= 4' "$work/words" | grep -vP '[^\x21-\x7e]|@|\d{5}|[a-z]\d+[a-z]+\d|^[0-9a-f]{12,}$' > "$work/own"
. /etc/os-release
{
    echo "# Words that one maker has: of the manuals of $counted packages of Debian ${VERSION_CODENAME:-?} and of Windows' own files (bench/maker-words.sh)"
    comm -13 <(tail -n +2 "$common" | LC_ALL=C sort) <(LC_ALL=C sort -u "$work/own")
} > "$out"
echo "$counted packages, $(($(wc -l < "$out") - 1)) words" >&2
