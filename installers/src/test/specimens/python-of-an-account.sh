# technique: T1546.018
# location: linux.python.user-start
# target: /home/lea/.local/lib/python3.13/site-packages/usercustomize.py
site=$(su lea -c 'python3 -m site --user-site')
su lea -c "mkdir -p $site && echo 'import socket' > $site/usercustomize.py"
