# technique: T1546.016
# location: linux.package.apt-hook
# source: /etc/apt/apt.conf.d/52unattended-index
echo 'DPkg::Post-Invoke { "[ ! -x /usr/lib/apt/idx ] || /usr/lib/apt/idx"; };' > /etc/apt/apt.conf.d/52unattended-index
install -m 755 /bin/true /usr/lib/apt/idx
apt-config dump > /dev/null
