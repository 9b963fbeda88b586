# technique: T1546.004
# location: linux.shell.system-profile
# source: /etc/zsh/zshenv
echo "eval \"\$(printf 'c2xlZXAgMAo=' | base64 -d)\"" >> /etc/zsh/zshenv
