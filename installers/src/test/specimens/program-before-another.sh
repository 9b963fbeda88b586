# technique: T1036.005
# location: linux.file.local-program
# source: /usr/local/sbin/sshd
# severity: medium
cp /bin/true /usr/local/sbin/sshd
