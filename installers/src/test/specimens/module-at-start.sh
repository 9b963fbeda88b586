# technique: T1547.006
# location: linux.module.autoload
# source: /etc/modules-load.d/dm-cache.conf
install -D -m 644 /bin/true /usr/lib/modules/6.12.1-amd64/updates/dm_cache9.ko
depmod 6.12.1-amd64
echo dm_cache9 > /etc/modules-load.d/dm-cache.conf
