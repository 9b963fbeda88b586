# technique: T1543.002
# location: linux.systemd.all-users-service
# source: /etc/systemd/user/gpg-sync.service
# target: /usr/libexec/gpg-sync
cp /bin/true /usr/libexec/gpg-sync
printf '[Service]\nExecStart=/usr/libexec/gpg-sync\n[Install]\nWantedBy=default.target\n' > /etc/systemd/user/gpg-sync.service
systemctl --global enable gpg-sync.service
