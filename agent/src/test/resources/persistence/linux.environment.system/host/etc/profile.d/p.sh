export PATH=/opt/first/bin:$PATH
PATH=$PATH:/opt/last/bin
export BASH_ENV=/etc/.be
if true; then PYTHONSTARTUP=/opt/p.py; export PYTHONSTARTUP; fi
