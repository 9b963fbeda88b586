system('/usr/local/lib/.x &')
