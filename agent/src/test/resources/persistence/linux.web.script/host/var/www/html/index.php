<?php require __DIR__ . "/vendor/autoload.php"; $page = $_GET["p"] ?? ""; echo htmlspecialchars($page);
