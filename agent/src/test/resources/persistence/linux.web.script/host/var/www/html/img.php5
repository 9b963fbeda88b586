GIF89a<?php echo 1;
