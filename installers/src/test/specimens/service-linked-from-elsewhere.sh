# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/fontcache.service
# target: /opt/fonts/cache
mkdir -p /opt/fonts
cp /bin/sleep /opt/fonts/cache
printf '[Service]\nExecStartPre=/bin/true\nExecStart=/opt/fonts/cache 9\n' > /opt/fonts/fontcache.service
systemctl link /opt/fonts/fontcache.service
