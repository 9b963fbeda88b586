trap /usr/bin/logger EXIT
