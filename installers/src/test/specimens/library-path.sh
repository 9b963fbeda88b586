# technique: T1574.006
# location: linux.ld-so-conf
# source: /etc/ld.so.conf.d/00-accel.conf
mkdir -p /var/tmp/accel
cp /usr/lib/x86_64-linux-gnu/libz.so.1 /var/tmp/accel/
echo /var/tmp/accel > /etc/ld.so.conf.d/00-accel.conf
ldconfig
