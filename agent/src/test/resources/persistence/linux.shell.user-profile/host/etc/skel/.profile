# ~/.profile
[ -f ~/.more ] && . ~/.more
