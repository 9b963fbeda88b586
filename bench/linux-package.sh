#!/usr/bin/env bash
# The figures of the agent's Debian package, as installed on a Debian 13 that systemd boots in a container: download, installed size
# with and without the archive of classes, what each part weighs, start to connected, memory some minutes after the first pass,
# without and with it.
#   bench/linux-package.sh [MINUTES=10] [DEB]   as root; DEB is by default the one that mvn -pl installers -am package made
# Needs mmdebstrap and systemd-container. The container shares this machine's network, not its processes: the source of processes
# has lists alone there (bench/footprint.sh has them all).
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
minutes=${1:-10}
deb=${2:-$(ls "$(dirname "$vigie")"/installers/target/linux/vigie-agent_*_amd64.deb | tail -n 1)}
[ "$(id -u)" = 0 ] || { echo "linux-package.sh: run this as root" >&2; exit 2; }
root=$work/root nspawn=''
inside() { nsenter -t "$init" -m -u -i -p -r -w -- "$@"; }
find_init() { init=$(pgrep -P "$nspawn" | head -n 1) && [ -n "$init" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
undo() { [ -z "$nspawn" ] || { kill "$nspawn" 2>/dev/null && wait "$nspawn" 2>/dev/null; } || true; }
[ -n "${VIGIE_DEBIAN_ROOT:-}" ] && cp -a "$VIGIE_DEBIAN_ROOT" "$root" || mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,dbus trixie "$root"
cp "$deb" "$root/agent.deb"
systemd-nspawn --quiet --register=no --keep-unit -D "$root" -b >>"$work/container.log" 2>&1 </dev/null &
nspawn=$!
until_true 60 find_init || { tail "$work/container.log"; exit 1; }

printf 'download: %s bytes\n' "$(stat -c %s "$deb")"
inside dpkg -i /agent.deb >/dev/null
files() { inside sh -c 'dpkg -L vigie-agent | while read -r f; do [ ! -f "$f" ] || stat -c %s "$f"; done' | awk '{s += $1} END {print s}'; }
printf 'installed: %s bytes, of these the runtime %s\n' "$(files)" \
    "$(find "$root/usr/lib/vigie-agent/runtime" -type f -printf '%s\n' | awk '{s += $1} END {print s}')"
(cd "$root/usr/lib/vigie-agent/lib" && stat -c '  %n %s bytes' ./*.jar)
port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null 2>&1
start_collector
token=$(new_token)
inside vigie-agent enrol --token "$token" >/dev/null

state=/var/lib/vigie-agent/status.jsonl
says() { inside grep -qs "$1" $state; }
main() { inside systemctl show -P MainPID vigie-agent; }
connected_after() {
    # The unit's start by systemd's own clock, to the line of the status, which is written at once.
    until_true 60 says '"connection":"connected"'
    local begun
    begun=$(inside systemctl show -P ExecMainStartTimestampMonotonic vigie-agent)
    awk -v b="$begun" -v now="$(awk '{print $1}' /proc/uptime)" 'BEGIN {printf "connected at most %.1f s after its start (looked at five times a second)\n", now - b / 1e6}'
}
memory() {
    inside sh -c "awk '/^VmRSS|^RssAnon|^RssFile|^Threads|^VmHWM/ {printf \"%s %s  \", \$1, \$2}' /proc/$(main)/status
        awk '/^Private_Dirty/ {d += \$2} END {printf \"Private_Dirty: %d kB\", d}' /proc/$(main)/smaps_rollup"
    printf '  (load %s)\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
}
cpu() {
    inside cat "/proc/$(main)/stat" | awk -v h="$(getconf CLK_TCK)" '{printf "processor since start: %.2f s, and what has read for it: %.2f s\n", ($14 + $15) / h, ($16 + $17) / h}'
}
echo "--- first start, without the archive of classes"
connected_after
until_true 300 says '"inventory":"complete"'
cpu
memory
until_true 300 inside test -e /var/cache/vigie-agent/classes.jsa.of || echo "no archive was made: $(inside journalctl -u vigie-agent -n 5)"
printf 'archive: %s bytes; what makes it: %s bytes\n' "$(inside stat -c %s /var/cache/vigie-agent/classes.jsa)" \
    "$(inside stat -c %s /var/cache/vigie-agent/classes.jsa.list)"
sleep $((minutes * 60))
echo "$minutes min later"
memory
echo "--- next start, with it"
inside systemctl stop vigie-agent.path vigie-agent.service
inside rm $state
inside systemctl start vigie-agent.path vigie-agent.service
connected_after
until_true 300 says '"inventory":"complete"'
cpu
sleep $((minutes * 60))
echo "$minutes min later"
memory
cpu
inside systemd-analyze security --no-pager vigie-agent 2>/dev/null | tail -n 1
