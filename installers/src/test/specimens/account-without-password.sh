# technique: T1078.003
# location: linux.account.password
# source: /etc/shadow
# name: paul
passwd -d paul
