# technique: T1546.004
# location: linux.shell.system-profile
# source: /etc/profile.d/zz-locale.sh
# severity: high
echo '(/usr/local/lib/localed >/dev/null 2>&1 &)' > /etc/profile.d/zz-locale.sh
install -m 755 /bin/true /usr/local/lib/localed
