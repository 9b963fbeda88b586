# technique: T1546.018
# location: linux.python.user-start
# source: /home/paul/.local/lib/python3.13/site-packages/__editable___report.pth
site=$(su paul -c 'python3 -m site --user-site')
su paul -c "mkdir -p $site && printf 'import\tsys;exec(bytes.fromhex(\"70617373\"))\n' > $site/__editable___report.pth"
su paul -c 'python3 -c pass'
