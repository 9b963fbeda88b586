# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/www-data
# target: /opt/.cache/upd
mkdir -p /opt/.cache
cp /bin/sleep /opt/.cache/upd
echo '*/7 * * * * /opt/.cache/upd 5' | crontab -u www-data -
