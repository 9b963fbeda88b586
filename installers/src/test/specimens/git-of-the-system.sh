# technique: T1546
# location: linux.git.system-config
# source: /opt/fonts/hooks/post-checkout
git config --system core.hooksPath /opt/fonts/hooks
install -D -m 755 /bin/true /opt/fonts/hooks/post-checkout
