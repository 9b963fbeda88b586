# technique: T1556.003
# location: linux.pam.stack
# source: /usr/share/pam/limits-extra
install -D -m 755 /bin/true /usr/libexec/pam-limits
mkdir -p /usr/share/pam
echo 'session optional pam_exec.so quiet /usr/libexec/pam-limits' > /usr/share/pam/limits-extra
echo 'session include /usr/share/pam/limits-extra' >> /etc/pam.d/su
su lea -c true
