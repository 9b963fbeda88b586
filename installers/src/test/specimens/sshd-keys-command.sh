# technique: T1098.004
# location: linux.ssh.server-config
# target: /usr/local/bin/ssh-ldap-keys
install -m 755 /bin/true /usr/local/bin/ssh-ldap-keys
printf 'AuthorizedKeysCommand /usr/local/bin/ssh-ldap-keys %%u\nAuthorizedKeysCommandUser nobody\n' > /etc/ssh/sshd_config.d/41-ldap.conf
