# technique: T1505
# location: linux.web.module
# source: /usr/lib/apache2/modules/mod_cache9.so
cp /usr/lib/apache2/modules/mod_status.so /usr/lib/apache2/modules/mod_cache9.so
printf '\0' >> /usr/lib/apache2/modules/mod_cache9.so
echo 'LoadModule status_module /usr/lib/apache2/modules/mod_cache9.so' > /etc/apache2/mods-available/cache9.load
a2enmod cache9
