# technique: T1053.002
# location: linux.at
# target: /dev/shm/.x
su paul -c "echo 'sh /dev/shm/.x' | at 03:12 2099-01-01"
