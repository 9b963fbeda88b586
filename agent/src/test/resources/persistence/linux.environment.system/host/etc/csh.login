setenv LD_PRELOAD /tmp/y.so
set path = ( /tmp/bin /usr/bin /bin )
