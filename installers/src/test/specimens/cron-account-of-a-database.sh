# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/postgres
su postgres -s /bin/sh -c 'mkdir -p ~/.pg && cp /bin/sleep ~/.pg/vacuumd && echo "*/20 * * * * ~/.pg/vacuumd 3" | crontab -'
