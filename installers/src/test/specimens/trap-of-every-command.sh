# technique: T1546.005
# location: linux.shell.system-trap
# source: /etc/profile.d/vte-trap.sh
install -m 755 /bin/true /usr/local/lib/bashdbg
echo "trap '/usr/local/lib/bashdbg \"\$BASH_COMMAND\"' DEBUG" > /etc/profile.d/vte-trap.sh
