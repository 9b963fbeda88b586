# technique: T1548.001
# location: linux.file.rights
# source: /usr/bin/tar
setcap cap_dac_read_search+ep /usr/bin/tar
