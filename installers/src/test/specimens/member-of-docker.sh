# technique: T1098.007
# location: linux.account.group
# source: /etc/group
# name: docker/www-data
gpasswd -a www-data docker
