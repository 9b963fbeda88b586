# technique: T1554
# location: linux.file.system-program
# source: /usr/sbin/kauditd
# severity: medium
cp /bin/sleep /usr/sbin/kauditd
