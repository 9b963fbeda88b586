# technique: T1556.003
# location: linux.pam.stack
# source: /etc/pam.d/cron
install -m 755 /bin/true /usr/local/sbin/pam-log
echo 'session optional pam_exec.so seteuid /usr/local/sbin/pam-log' >> /etc/pam.d/cron
