require ["vnd.dovecot.pipe"];
pipe :copy "learn.sh" ["x"];
