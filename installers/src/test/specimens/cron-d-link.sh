# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/atop
# target: /var/tmp/.sa/sa1
mkdir -p /var/tmp/.sa
cp /bin/true /var/tmp/.sa/sa1
echo '5-55/10 * * * * root /var/tmp/.sa/sa1 1 1' > /var/tmp/.sa/cron
ln -s /var/tmp/.sa/cron /etc/cron.d/atop
