# technique: T1505
# location: linux.web.apache
# source: /etc/apache2/conf-enabled/journal.conf
install -m 755 /bin/true /usr/local/lib/al
echo 'CustomLog "|/usr/local/lib/al" combined' > /etc/apache2/conf-available/journal.conf
a2enconf journal
