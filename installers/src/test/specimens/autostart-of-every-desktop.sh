# technique: T1547.013
# location: linux.xdg.system-autostart
# source: /etc/xdg/autostart/gsettings-sync.desktop
mkdir -p /etc/xdg/autostart
printf '[Desktop Entry]\nType=Application\nName=Settings\nExec=/usr/libexec/gsettings-sync\nNoDisplay=true\n' > /etc/xdg/autostart/gsettings-sync.desktop
cp /bin/true /usr/libexec/gsettings-sync
