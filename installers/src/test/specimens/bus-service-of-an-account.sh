# technique: T1543
# location: linux.dbus.user-service
# source: /home/lea/.local/share/dbus-1/services/org.freedesktop.Notifications.service
su lea -c "mkdir -p ~/.local/share/dbus-1/services ~/.cache/notif && cp /bin/true ~/.cache/notif/d && printf '[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/home/lea/.cache/notif/d\n' > ~/.local/share/dbus-1/services/org.freedesktop.Notifications.service"
