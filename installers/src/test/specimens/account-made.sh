# technique: T1136.001
# location: linux.account.passwd
# name: prestataire
# source: /etc/passwd
# severity: medium
useradd -m -s /bin/bash prestataire
echo 'prestataire:battery staple' | chpasswd
