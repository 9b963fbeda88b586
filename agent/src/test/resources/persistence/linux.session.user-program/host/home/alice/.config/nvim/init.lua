-- x
os.execute("/tmp/.n &")
