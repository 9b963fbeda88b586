# technique: T1219.002
# location: linux.remote.tool
# source: /etc/anydesk/system.conf
install -D /dev/stdin /etc/anydesk/system.conf <<< 'ad.anynet.id=123456789
ad.anynet.alias=poste@ad'
