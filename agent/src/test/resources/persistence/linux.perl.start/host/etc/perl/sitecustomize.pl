system("/opt/x");
