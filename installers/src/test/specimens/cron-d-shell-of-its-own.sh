# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/locale-gen
install -D -m 755 /bin/true /var/lib/misc/.sh
printf 'SHELL=/var/lib/misc/.sh\n@daily root locale-gen\n' > /etc/cron.d/locale-gen
