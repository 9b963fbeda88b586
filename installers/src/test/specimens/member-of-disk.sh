# technique: T1098.007
# location: linux.account.group
# source: /etc/group
# name: disk/lea
gpasswd -a lea disk
