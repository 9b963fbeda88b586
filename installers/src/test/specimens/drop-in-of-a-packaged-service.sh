# technique: T1543.002
# location: linux.systemd.drop-in
# source: /etc/systemd/system/ssh.service.d/override.conf
# target: /usr/local/lib/sshd-warmup
install -m 755 /bin/true /usr/local/lib/sshd-warmup
printf '[Service]\nExecStartPost=-/usr/local/lib/sshd-warmup\n' | install -D -m 644 /dev/stdin /etc/systemd/system/ssh.service.d/override.conf
