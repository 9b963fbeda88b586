# technique: T1543
# location: linux.dbus.system-service
# source: /usr/local/share/dbus-1/system-services/org.freedesktop.hostname1.service
install -m 755 /bin/true /usr/local/lib/hostnamed
install -D -m 644 /dev/stdin /usr/local/share/dbus-1/system-services/org.freedesktop.hostname1.service <<< '[D-BUS Service]
Name=org.freedesktop.hostname1
Exec=/usr/local/lib/hostnamed
User=root'
