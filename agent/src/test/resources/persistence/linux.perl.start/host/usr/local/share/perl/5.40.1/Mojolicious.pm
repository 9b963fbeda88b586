package Mojolicious;
1;
