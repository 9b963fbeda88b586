function h --on-signal HUP; /tmp/h; end
