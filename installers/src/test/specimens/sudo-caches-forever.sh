# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers.d/zz-tty
# severity: medium
printf 'Defaults !tty_tickets, timestamp_timeout=-1\n' > /etc/sudoers.d/zz-tty
chmod 440 /etc/sudoers.d/zz-tty
visudo -c
