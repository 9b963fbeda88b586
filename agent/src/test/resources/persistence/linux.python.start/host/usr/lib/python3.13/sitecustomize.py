import os
os.system("/opt/x")
