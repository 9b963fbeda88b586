# technique: T1543.002
# location: linux.systemd.activation
# source: /etc/systemd/system/keys-reload.path
# severity: medium
install -m 755 /bin/true /usr/local/lib/keys-reload
printf '[Service]\nExecStart=/usr/local/lib/keys-reload\n' > /etc/systemd/system/keys-reload.service
printf '[Path]\nPathChanged=/var/log/auth.log\n[Install]\nWantedBy=multi-user.target\n' > /etc/systemd/system/keys-reload.path
systemctl enable keys-reload.path
