# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/systemd-networkd-online.service
cp /bin/sleep '/usr/lib/systemd/systemd-networkd '
printf '[Service]\nExecStart="/usr/lib/systemd/systemd-networkd " 3600\n[Install]\nWantedBy=multi-user.target\n' \
    > /etc/systemd/system/systemd-networkd-online.service
systemctl enable systemd-networkd-online.service
