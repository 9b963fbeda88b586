# technique: T1572
# location: linux.remote.tunnel
# source: /etc/cloudflared/config.yml
install -D /dev/stdin /etc/cloudflared/config.yml <<< 'tunnel: 5b2c1a6e-0000-4000-8000-000000000001
credentials-file: /etc/cloudflared/5b2c1a6e.json
ingress:
  - hostname: a.example.org
    service: ssh://localhost:22
  - service: http_status:404'
