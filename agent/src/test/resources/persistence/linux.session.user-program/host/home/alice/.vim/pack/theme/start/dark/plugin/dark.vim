call system('/home/alice/.cache/helper')
