# technique: T1548.001
# location: linux.file.rights
# source: /usr/local/bin/python3-perf
cp /usr/bin/python3.13 /usr/local/bin/python3-perf
setcap cap_setuid,cap_net_raw+ep /usr/local/bin/python3-perf
