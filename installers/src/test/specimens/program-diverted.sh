# technique: T1554
# location: linux.file.system-program
# source: /usr/bin/passwd
dpkg-divert --local --rename --add /usr/bin/passwd
install -m 755 /dev/stdin /usr/bin/passwd <<< '#!/bin/sh
exec /usr/bin/passwd.distrib "$@"'
