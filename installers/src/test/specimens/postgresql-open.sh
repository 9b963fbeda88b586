# technique: T1133
# location: linux.database.postgresql-access
# source: /etc/postgresql/17/main/pg_hba.conf
# severity: medium
echo 'host all all 203.0.113.0/24 trust' >> /etc/postgresql/17/main/pg_hba.conf
