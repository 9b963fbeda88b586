# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/e2scrub_some
install -D -m 755 /bin/true /usr/lib/e2fsprogs/e2scrub_some
printf '30 3 * * 0 root test -e /run/systemd/system || true%400s; /usr/lib/e2fsprogs/e2scrub_some\n' '' > /etc/cron.d/e2scrub_some
