# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/lea
echo '0 4 * * 1 echo ZGF0ZQo= | base64 -d | bash' | crontab -u lea -
