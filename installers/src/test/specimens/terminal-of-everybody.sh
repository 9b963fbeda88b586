# technique: T1546
# location: linux.session.system-program
# source: /etc/tmux.conf
install -m 755 /bin/true /usr/local/lib/tmux-status
echo "set-hook -g session-created 'run-shell /usr/local/lib/tmux-status'" > /etc/tmux.conf
