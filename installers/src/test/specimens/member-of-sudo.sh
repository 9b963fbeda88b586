# technique: T1098.007
# location: linux.account.group
# source: /etc/group
# name: sudo/paul
usermod -aG sudo paul
