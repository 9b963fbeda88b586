set -gx PERL5OPT -Mevil
fish_add_path /tmp/f
set -x LANG C
