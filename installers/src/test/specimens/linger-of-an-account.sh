# technique: T1543.002
# location: linux.systemd.linger
# source: /var/lib/systemd/linger/lea
# severity: medium
mkdir -p /var/lib/systemd/linger
touch /var/lib/systemd/linger/lea
