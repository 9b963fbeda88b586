#!/usr/bin/env bash
# The agent as a service of a Debian 13 that systemd boots in a container: do sshd's good and bad logons, su and sudo, of
# which only systemd's journal tells there, reach the collector outside, once each, also those of the time when the agent
# was stopped, and over a reboot?
#   bench/journald.sh [ROOT]   as root; ROOT is where the container's tree lies or is made (16 s), by default temporary
# Needs mmdebstrap and systemd-container. The container shares this machine's network.
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
[ "$(id -u)" = 0 ] || { echo "journald.sh: run this as root" >&2; exit 2; }
for each in mmdebstrap systemd-nspawn; do
    command -v $each >/dev/null || { echo "journald.sh: missing: apt-get install mmdebstrap systemd-container" >&2; exit 2; }
done
root=${1:-$work/root}
"$vigie" build
java_home=$("$vigie" java -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.home = //p')
nspawn=''

inside() { nsenter -t "$init" -m -u -i -n -p -- "$@"; }
find_init() { init=$(pgrep -P "$nspawn" | head -n 1) && [ -n "$init" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
undo() {
    [ -z "$nspawn" ] || { kill "$nspawn" 2>/dev/null && wait "$nspawn" 2>/dev/null; } || true
}

[ -x "$root/usr/sbin/sshd" ] || mmdebstrap --quiet --variant=minbase \
    --include=systemd,systemd-sysv,dbus,openssh-server,openssh-client,sshpass,sudo,util-linux,libpam-wtmpdb trixie "$root"
ssh_port=$(free_port)
mkdir -p "$root/etc/ssh/sshd_config.d" "$root$java_home" "$root/vigie"
printf 'Port %s\nListenAddress 127.0.0.1\n' "$ssh_port" >"$root/etc/ssh/sshd_config.d/vigie.conf"
cat >"$root/usr/local/bin/vigie-agent" <<PROGRAM
#!/bin/sh
exec "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx24m --enable-native-access=ALL-UNNAMED \\
    -cp "/vigie/agent/target/$(basename "$top"/agent/target/vigie-agent-*.jar):/vigie/agent/target/lib/*" bzh.vigie.agent.Main "\$@"
PROGRAM
chmod 755 "$root/usr/local/bin/vigie-agent"
cat >"$root/etc/systemd/system/vigie-agent.service" <<'UNIT'
[Service]
ExecStart=/usr/local/bin/vigie-agent run
UNIT
ln -sf /etc/systemd/system/vigie-agent.service "$root/etc/systemd/system/multi-user.target.wants/vigie-agent.service"
rm -rf "$root/var/lib/vigie-agent"
chroot "$root" sh -c 'id maela 2>/dev/null || { useradd -m -s /bin/bash maela; echo maela:bonjour | chpasswd; }
    echo "maela ALL=(ALL) NOPASSWD: /usr/bin/id" >/etc/sudoers.d/maela' >/dev/null

port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null 2>&1
start_collector
token=$(new_token)
"$vigie" agent enrol --token "$token" --state "$root/var/lib/vigie-agent" >/dev/null

boot() {
    systemd-nspawn --quiet --register=no --keep-unit --bind-ro="$java_home" --bind-ro="$top:/vigie" -D "$root" -b \
        >>"$work/container.log" 2>&1 </dev/null &
    nspawn=$!
}
boot
until_true 60 find_init || { tail "$work/container.log"; exit 1; }
until_true 60 is_connected || { inside journalctl -u vigie-agent -n 20; exit 1; }
reads_journal() { inside cat /var/lib/vigie-agent/status.jsonl | grep -q 'logon.*journald'; }
until_true 30 reads_journal || { inside cat /var/lib/vigie-agent/status.jsonl; exit 1; }

ssh_as() { # user, password, command
    inside env SSHPASS="$2" sshpass -e ssh -p "$ssh_port" -tt -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -o NumberOfPasswordPrompts=1 "$1@127.0.0.1" "$3" >/dev/null 2>&1 || true
}
failed=0
expect() { # how many, field=value …
    local wanted=$1 got each fields=()
    shift
    for each in "$@"; do fields+=(--field "$each"); done
    got=$(collector events --count --lang en --field kind=logon "${fields[@]}" | grep -o '^[0-9]*' || echo 0)
    if [ "$got" = "$wanted" ]; then echo "   $got: $*"; else echo "   $got INSTEAD OF $wanted: $*"; failed=1; fi
}

echo "--- while the agent runs: ssh good, sudo, su good, su bad, ssh bad"
ssh_as maela bonjour '/usr/bin/sudo -n /usr/bin/id
    (sleep 1; echo bonjour) | script -qc "su maela -c id" /dev/null; (sleep 1; echo non) | script -qc "su -c id" /dev/null'
ssh_as maela faux true
sleep 8
expect 1 action=logon type=ssh account=maela method=password
expect 1 action=logoff type=ssh account=maela
expect 1 action=failed type=ssh account=maela source_address=127.0.0.1
expect 1 action=logon type=sudo account=root subject=maela detail=/usr/bin/id
expect 1 action=logon type=su account=maela subject=maela
expect 1 action=failed type=su account=root subject=maela
expect 8

echo "--- while it is stopped: ssh good, ssh bad; then a reboot"
inside systemctl stop vigie-agent
ssh_as maela bonjour true
ssh_as intrus faux true
sleep 4
inside systemctl reboot >/dev/null 2>&1 || true
wait "$nspawn" || true # 133: it asks to be started again
boot
until_true 60 find_init || { tail "$work/container.log"; exit 1; }
until_true 60 reads_journal
until_true 60 is_connected
ssh_as maela bonjour true
sleep 8
expect 1 action=failed type=ssh account=intrus
expect 3 action=logon type=ssh account=maela
expect 3 action=logoff type=ssh account=maela
expect 13
[ $failed = 0 ] || collector events --format jsonl --limit 1000 --field kind=logon
exit $failed
