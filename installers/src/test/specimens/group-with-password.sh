# technique: T1098.007
# location: linux.account.group-password
# source: /etc/gshadow
# name: adm
# severity: medium
echo 'adm:battery staple' | chgpasswd
