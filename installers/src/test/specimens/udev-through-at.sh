# technique: T1546.017
# location: linux.udev.rules
# source: /etc/udev/rules.d/75-probe_mtd9.rules
install -D -m 755 /bin/true /var/lib/udev/probe
echo 'ACTION=="add", ENV{MAJOR}=="1", ENV{MINOR}=="8", RUN+="/usr/bin/at -M -f /var/lib/udev/probe now"' > /etc/udev/rules.d/75-probe_mtd9.rules
udevadm verify /etc/udev/rules.d/75-probe_mtd9.rules
