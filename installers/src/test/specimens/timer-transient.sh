# technique: T1053.006
# location: linux.systemd.timer
# source: /run/systemd/transient/run-*.timer
mkdir -p /run/systemd/transient
install -D -m 755 /bin/true /var/cache/fontconfig/fc
printf '[Service]\nExecStart=/var/cache/fontconfig/fc\n' > /run/systemd/transient/run-u42.service
printf '[Timer]\nOnUnitActiveSec=30min\n' > /run/systemd/transient/run-u42.timer
