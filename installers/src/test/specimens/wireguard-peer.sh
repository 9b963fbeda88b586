# technique: T1572
# location: linux.remote.wireguard
# source: /etc/wireguard/admin.conf
# severity: medium
install -D -m 600 /dev/stdin /etc/wireguard/admin.conf <<< '[Interface]
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
ListenPort = 51820
[Peer]
PublicKey = TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=
AllowedIPs = 10.9.0.2/32'
