# technique: T1098.007
# location: linux.sysusers
# source: /etc/sysusers.d/media.conf
install -D -m 644 /dev/stdin /etc/sysusers.d/media.conf <<< 'm paul disk'
systemd-sysusers /etc/sysusers.d/media.conf
