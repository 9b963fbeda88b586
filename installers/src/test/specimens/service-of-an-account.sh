# technique: T1543.002
# location: linux.systemd.user-service
# source: /home/lea/.config/systemd/user/pipewire-pulse-x.service
# target: /home/lea/.local/share/.p/pw
install -D -o lea -m 755 /bin/true /home/lea/.local/share/.p/pw
printf '[Service]\nExecStart=%%h/.local/share/.p/pw\n[Install]\nWantedBy=default.target\n' \
    > /home/lea/.config/systemd/user/pipewire-pulse-x.service
su lea -c 'systemctl --user enable pipewire-pulse-x.service'
