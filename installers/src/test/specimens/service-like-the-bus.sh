# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/dbus-broker-launch.service
# target: /usr/lib/dbus-1.0/dbus-launcher
install -D -m 755 /bin/sleep /usr/lib/dbus-1.0/dbus-launcher
cat > /etc/systemd/system/dbus-broker-launch.service <<'UNIT'
[Unit]
Description=D-Bus System Message Bus Launcher
[Service]
ExecStart=/usr/lib/dbus-1.0/dbus-launcher 3600
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable dbus-broker-launch.service
