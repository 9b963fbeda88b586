# technique: T1546
# location: linux.hook.cups
# source: /usr/lib/cups/backend/ipp17
install -D -m 755 /bin/sleep /usr/lib/cups/backend/ipp17
