# technique: T1554
# location: linux.ssh.server-program
# source: /usr/sbin/sshd
printf '\0' >> /usr/sbin/sshd
