# technique: T1546.017
# location: linux.udev.rules
# source: /etc/udev/rules.d/61-usb-power.rules
echo 'SUBSYSTEM=="usb", ACTION=="add", RUN+="/usr/lib/udev/usb-power"' > /etc/udev/rules.d/61-usb-power.rules
cp /bin/true /usr/lib/udev/usb-power
udevadm verify /etc/udev/rules.d/61-usb-power.rules
