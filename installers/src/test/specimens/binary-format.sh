# technique: T1546
# location: linux.kernel.binary-format
# source: /etc/binfmt.d/jar9.conf
install -m 755 /bin/true /usr/local/lib/jexec9
mkdir -p /etc/binfmt.d
echo ':jar9:M::\x7fELF\x02\x01\x01::/usr/local/lib/jexec9:OC' > /etc/binfmt.d/jar9.conf
