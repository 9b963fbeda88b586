# technique: T1098.004
# location: linux.ssh.server-config
# target: /usr/lib/openssh/ssh-keys-helper
install -m 755 /bin/true /usr/lib/openssh/ssh-keys-helper
printf 'Match User lea\n    AuthorizedKeysCommand /usr/lib/openssh/ssh-keys-helper %%u %%f\n    AuthorizedKeysCommandUser root\n' >> /etc/ssh/sshd_config
mkdir -p /run/sshd
sshd -t
