# Makes the bare system one that is used: people, a site, a repository, their own jobs and keys.
useradd -m -s /bin/bash -c "Léa Morvan" lea
useradd -m -s /bin/zsh paul
groupadd -f docker
echo 'lea:correct horse' | chpasswd
mkdir -p /var/www/html /srv/depot
echo '<?php echo "Mairie";' > /var/www/html/index.php
git init -q /srv/depot
install -d -o lea -g lea -m 700 /home/lea/.ssh
ssh-keygen -q -t ed25519 -N '' -C lea@mairie -f /tmp/lea
install -o lea -g lea -m 600 /tmp/lea.pub /home/lea/.ssh/authorized_keys
rm /tmp/lea /tmp/lea.pub
printf '#!/bin/sh\ntar czf /srv/backup.tgz /var/www\n' > /usr/local/sbin/sauvegarde
chmod 755 /usr/local/sbin/sauvegarde
echo '15 3 * * * /usr/local/sbin/sauvegarde' | crontab -
install -d -o lea -g lea /home/lea/.config /home/lea/.config/systemd /home/lea/.config/systemd/user /home/lea/.config/autostart
