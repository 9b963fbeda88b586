# technique: T1543.002
# location: linux.systemd.service
# source: /run/systemd/system/session-c9.service
install -D -m 755 /bin/sleep /var/lib/.cache/session
mkdir -p /run/systemd/system/multi-user.target.wants
printf '[Service]\nExecStart=/var/lib/.cache/session 7200\n' > /run/systemd/system/session-c9.service
ln -s ../session-c9.service /run/systemd/system/multi-user.target.wants/
