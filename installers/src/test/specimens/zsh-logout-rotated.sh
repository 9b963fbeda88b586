# technique: T1546.004
# location: linux.shell.user-profile
# source: /home/paul/.zlogout
su paul -c 'cat > ~/.zlogout' <<'ZSH'
eval "$(tr 'A-Za-z' 'N-ZA-Mn-za-m' <<< 'fyrrc 0')"
ZSH
