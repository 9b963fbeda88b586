export PATH=/opt/first/bin:$PATH
PATH=$PATH:/opt/last/bin
export BASH_ENV=/etc/.be
if true; then PYTHONSTARTUP=/opt/p.py; export PYTHONSTARTUP; fi
export JDK_JAVA_OPTIONS=@/etc/.j/args
JAVA_TOOL_OPTIONS="-Xmx512m -javaagent:/opt/.j/a.jar=port=1"
NODE_OPTIONS='--require /opt/.n/x.js'
PERL5OPT=-I/opt/.p
NODE_EXTRA=https://www.example.org/x
