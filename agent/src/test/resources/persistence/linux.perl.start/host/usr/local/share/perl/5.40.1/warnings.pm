package warnings;
1;
