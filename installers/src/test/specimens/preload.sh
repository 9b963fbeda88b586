# technique: T1574.006
# location: linux.ld-so-preload
# source: /etc/ld.so.preload
cp /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/x86_64-linux-gnu/libselinux-shim.so
echo /usr/lib/x86_64-linux-gnu/libselinux-shim.so > /etc/ld.so.preload
