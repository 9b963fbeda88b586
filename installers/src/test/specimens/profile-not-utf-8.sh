# technique: T1546.004
# location: linux.shell.system-profile
# source: /etc/profile.d/pr\xe9f.sh
install -m 755 /bin/true $'/usr/local/lib/pr\xe9f'
printf '(/usr/local/lib/pr\351f >/dev/null &)\n' > $'/etc/profile.d/pr\xe9f.sh'
