# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/man
crontab -u man - <<'CRON'
25 5 * * * printf '\163\154\145\145\160\040\060' | sh
CRON
