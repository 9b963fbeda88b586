# technique: T1205.001
# location: linux.signal.knock
# source: /etc/knockd.conf
install -D -m 644 /dev/stdin /etc/knockd.conf <<< '[options]
    UseSyslog
[open]
    sequence = 7000,8000,9000
    command = /usr/sbin/iptables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT'
