# technique: T1053.002
# location: linux.at
# target: /var/lib/postgresql/.s.py
install -o postgres -m 644 /dev/null /var/lib/postgresql/.s.py
su -s /bin/sh postgres -c "cd && echo 'exec python3 -I /var/lib/postgresql/.s.py' | at -M 23:59 2099-12-31"
