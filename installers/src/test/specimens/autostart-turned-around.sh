# technique: T1547.013
# location: linux.xdg.system-autostart
# source: /etc/xdg/autostart/gnome-\xe2\x80\xaeelif.desktop
install -m 755 /bin/true /usr/local/lib/gnome-file
printf '[Desktop Entry]\nType=Application\nName=Files\nExec=/usr/local/lib/gnome-file\n' \
    > $'/etc/xdg/autostart/gnome-\xe2\x80\xaeelif.desktop'
