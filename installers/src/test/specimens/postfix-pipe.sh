# technique: T1505.002
# location: linux.mail.postfix-service
# source: /etc/postfix/master.cf
postconf -M 'scan/unix=scan unix - n n - - pipe flags=Rq user=nobody argv=/usr/local/lib/scan -f ${sender}'
install -m 755 /bin/true /usr/local/lib/scan
