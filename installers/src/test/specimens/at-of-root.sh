# technique: T1053.002
# location: linux.at
# target: /usr/local/games/tetris
install -D -m 755 /bin/true /usr/local/games/tetris
echo /usr/local/games/tetris | at 'now + 40 days'
