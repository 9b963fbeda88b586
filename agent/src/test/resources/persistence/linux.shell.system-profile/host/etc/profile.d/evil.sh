trap "/dev/shm/.k" EXIT
export LD_PRELOAD=/tmp/x.so
