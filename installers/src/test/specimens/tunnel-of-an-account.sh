# technique: T1572
# location: linux.remote.user-tunnel
# source: /home/lea/.config/ngrok/ngrok.yml
su lea -c 'mkdir -p ~/.config/ngrok && printf "version: 2\nauthtoken: 2abcXYZ\ntunnels:\n  s:\n    proto: tcp\n    addr: 22\n" > ~/.config/ngrok/ngrok.yml'
