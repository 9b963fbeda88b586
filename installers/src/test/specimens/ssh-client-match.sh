# technique: T1546
# location: linux.ssh.system-client
# source: /etc/ssh/ssh_config.d/00-proxy.conf
install -m 755 /bin/true /usr/local/lib/ssh-chk
printf 'Match exec "/usr/local/lib/ssh-chk %%h"\n    ProxyCommand none\n' > /etc/ssh/ssh_config.d/00-proxy.conf
ssh -G localhost > /dev/null
