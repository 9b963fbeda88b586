# technique: T1546.016
# location: linux.package.dpkg-hook
# source: /etc/dpkg/dpkg.cfg.d/notify
echo 'post-invoke=/usr/lib/apt/idx' > /etc/dpkg/dpkg.cfg.d/notify
