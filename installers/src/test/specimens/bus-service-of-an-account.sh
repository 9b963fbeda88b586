# technique: T1543
# location: linux.dbus.user-service
# source: /home/lea/.local/share/dbus-1/services/org.freedesktop.Notifications.service
su lea -c "mkdir -p ~/.local/share/dbus-1/services ~/.local/notif && cp /bin/true ~/.local/notif/d && printf '[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/home/lea/.local/notif/d\n' > ~/.local/share/dbus-1/services/org.freedesktop.Notifications.service"
