# technique: T1547
# location: linux.desktop.user-script
# source: /home/paul/.xsessionrc
su paul -c "mkdir -p ~/.cache/.x && cp /bin/true ~/.cache/.x/x && echo '/home/paul/.cache/.x/x >/dev/null &' > ~/.xsessionrc"
