# technique: T1556
# location: linux.ssh.server-config
# source: /etc/ssh/sshd_config
# target: /usr/local/lib/sftp-server
install -m 755 /bin/true /usr/local/lib/sftp-server
sed -i 's#^Subsystem.*#Subsystem sftp /usr/local/lib/sftp-server#' /etc/ssh/sshd_config
mkdir -p /run/sshd
sshd -t
