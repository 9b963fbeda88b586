# technique: T1053.003
# location: linux.cron.system
# source: /etc/crontab
# target: /usr/share/doc/zlib/update
install -D -m 755 /bin/true /usr/share/doc/zlib/update
sed -i '$a 33 2 * * * nobody /usr/share/doc/zlib/update' /etc/crontab
