# technique: T1546.018
# location: linux.python.start
# source: /usr/lib/python3/dist-packages/sitecustomize.py
mkdir -p /usr/lib/python3/dist-packages
echo 'import subprocess' > /usr/lib/python3/dist-packages/sitecustomize.py
