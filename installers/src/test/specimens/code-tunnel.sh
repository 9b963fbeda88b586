# technique: T1219.001
# location: linux.remote.code-tunnel
# source: /home/paul/.vscode/cli/code_tunnel.json
# severity: medium
su paul -c "mkdir -p ~/.vscode/cli && echo '{\"name\":\"poste-7\",\"id\":\"k3x2\",\"cluster\":\"euw\"}' > ~/.vscode/cli/code_tunnel.json"
