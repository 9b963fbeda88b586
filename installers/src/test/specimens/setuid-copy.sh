# technique: T1548.001
# location: linux.file.rights
# source: /usr/local/share/man/man1/mandoc
install -D -m 4755 /bin/dash /usr/local/share/man/man1/mandoc
