# technique: T1078.003
# location: linux.account.passwd
# source: /etc/passwd
# name: games
usermod -s /bin/bash games
