# technique: T1053.003
# location: linux.cron.periodic
# source: /etc/cron.hourly/0anacron-run
cp /bin/sleep /etc/cron.hourly/0anacron-run
