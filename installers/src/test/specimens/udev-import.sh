# technique: T1546.017
# location: linux.udev.rules
# source: /etc/udev/rules.d/60-hid-id.rules
install -m 755 /bin/true /usr/lib/udev/hid-id
echo 'SUBSYSTEM=="hidraw", IMPORT{program}="hid-id --export $devnode"' > /etc/udev/rules.d/60-hid-id.rules
udevadm verify /etc/udev/rules.d/60-hid-id.rules
