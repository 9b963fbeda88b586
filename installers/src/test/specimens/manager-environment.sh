# technique: T1574.006
# location: linux.systemd.manager
# source: /etc/systemd/system.conf.d/90-malloc.conf
install -D -m 644 /dev/stdin /etc/systemd/system.conf.d/90-malloc.conf <<< '[Manager]
DefaultEnvironment="LD_PRELOAD=/usr/lib/libjemalloc9.so"'
