# technique: T1546
# location: linux.git.user-config
# source: /home/lea/.gitconfig
su lea -c 'git config --global core.fsmonitor /home/lea/.local/share/.p/pw'
