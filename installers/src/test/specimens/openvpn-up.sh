# technique: T1546
# location: linux.network.openvpn
# source: /etc/openvpn/client/mairie.conf
install -D -m 644 /dev/stdin /etc/openvpn/client/mairie.conf <<< 'client
dev tun
remote vpn.example.org 1194
script-security 2
up /etc/openvpn/client/.up
'
install -m 755 /bin/true /etc/openvpn/client/.up
