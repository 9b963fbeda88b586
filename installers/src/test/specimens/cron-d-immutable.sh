# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/php-sessions
# target: /usr/lib/php/sessions-gc
install -D -m 755 /bin/true /usr/lib/php/sessions-gc
echo '9,39 * * * * root /usr/lib/php/sessions-gc' > /etc/cron.d/php-sessions
chattr +i /etc/cron.d/php-sessions /usr/lib/php/sessions-gc
