# technique: T1546
# location: linux.git.user-config
# source: /home/paul/.cache/git/attributes
su paul -c 'mkdir -p ~/.cache/git && cp /bin/true ~/.cache/git/fsmonitor'
su paul -c 'git config --global include.path ~/.cache/git/attributes'
su paul -c 'git config -f ~/.cache/git/attributes core.fsmonitor /home/paul/.cache/git/fsmonitor'
