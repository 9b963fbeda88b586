# technique: T1546.018
# location: linux.python.start
# source: /opt/appli/lib/python3.13/site-packages/_virtualenv2.pth
python3 -m venv --without-pip /opt/appli
echo "import base64;exec(base64.b64decode('cHJpbnQ='))" > /opt/appli/lib/python3.13/site-packages/_virtualenv2.pth
/opt/appli/bin/python -c pass
