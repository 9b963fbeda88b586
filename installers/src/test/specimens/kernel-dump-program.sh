# technique: T1546
# location: linux.kernel.callout
# source: /etc/sysctl.d/60-core.conf
install -m 755 /bin/true /usr/local/lib/coredump
echo 'kernel.core_pattern = |/usr/local/lib/coredump %P %u' > /etc/sysctl.d/60-core.conf
