#!/usr/bin/env bash
# How acts that blind the agent are told: its Debian package on a Debian 13 that systemd boots in a container, a collector outside. Logs
# deleted while it runs, soon after a rotation and while it is stopped, the journal cut down and erased, the agent stopped, and masked. Prints
# each act, what was told of it at which severity, and after how many seconds; ends with 1 where that is not what it ought to be.
#   bench/blinding.sh [DEB]   as root; DEB is by default the one that mvn -pl installers -am package made
# Needs mmdebstrap and systemd-container. Ten minutes, of which three are the time after which a stop counts. In a container the kernel tells no
# processes: these are the agent's own measures, without the rules for commands.
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
deb=${1:-$(ls "$(dirname "$vigie")"/installers/target/linux/vigie-agent_*_amd64.deb | tail -n 1)}
[ "$(id -u)" = 0 ] || { echo "blinding.sh: run this as root" >&2; exit 2; }
root=$work/root nspawn='' failed=0
inside() { nsenter -t "$init" -m -u -i -p -r -w -- "$@"; }
find_init() { init=$(pgrep -P "$nspawn" | head -n 1) && [ -n "$init" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
undo() { [ -z "$nspawn" ] || { kill "$nspawn" 2>/dev/null && wait "$nspawn" 2>/dev/null; } || true; }
mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,dbus,rsyslog,logrotate trixie "$root"
cp "$deb" "$root/agent.deb"
mkdir -p "$root/var/log/journal"
systemd-nspawn --quiet --register=no --keep-unit -D "$root" -b >>"$work/container.log" 2>&1 </dev/null &
nspawn=$!
until_true 120 find_init || { tail "$work/container.log"; exit 1; }
# Archives of a while ago, as far as the agent can know.
for each in auth.info user.info mail.info; do inside logger -p "$each" "a line of $each"; done
for _ in 1 2 3; do inside journalctl --rotate; done

port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null 2>&1
start_collector
token=$(new_token)
inside dpkg -i /agent.deb >/dev/null
inside vigie-agent enrol --token "$token" >/dev/null
complete() { inside grep -qs '"inventory":"complete"' /var/lib/vigie-agent/status.jsonl; }
until_true 300 complete || { inside journalctl -u vigie-agent -n 20; exit 1; }

told() { collector alerts list --format jsonl | grep -F "\"$1\"" | grep -F "$2" | grep -oE '"(severity|level)":"[a-z]+"' | head -n 1 | grep .; }
row() { printf '%-72s %-32s %-20s %s\n' "$@"; }
# WHAT RULE SUBJECT SECONDS COMMAND: it is told as high by RULE, with SUBJECT in the alert
high() {
    local what=$1 rule=$2 subject=$3 longest=$4 begun=$SECONDS
    shift 4
    inside sh -c "$*" >/dev/null 2>&1 || true
    if until_true "$longest" told "$rule" "$subject" >/dev/null && [[ $(told "$rule" "$subject") == *high* ]]; then
        row "$what" "$rule" high "$((SECONDS - begun)) s"
    else
        row "$what" "$rule" "NOT TOLD AS HIGH" "$((SECONDS - begun)) s"
        failed=1
    fi
}
# WHAT COMMAND: nothing is told by an act in half a minute
silent() {
    local what=$1 before after
    before=$(collector alerts list --format jsonl | sort)
    shift
    inside sh -c "$*" >/dev/null 2>&1
    sleep 30
    after=$(collector alerts list --format jsonl | sort)
    if [ "$before" = "$after" ]; then
        row "$what" - nothing "30 s"
    else
        row "$what" - "TOLD" ""
        diff <(printf '%s' "$before") <(printf '%s' "$after") | cut -c 1-400
        failed=1
    fi
}

row act rule severity after
silent "journalctl --vacuum-size=1M" "journalctl --vacuum-size=1M"
silent "logrotate --force" "logrotate --force /etc/logrotate.conf; logger -p auth.info next; logger -p user.info next"
high "rm auth.log, a minute after its rotation" vigie-linux-log-cut /var/log/auth.log 90 "rm /var/log/auth.log"
high "journalctl --rotate, and --vacuum-time=1s five seconds later" vigie-linux-log-cut system.journal 90 \
    "journalctl --rotate; sleep 5; journalctl --vacuum-time=1s"
high "syslog erased while the agent is stopped" vigie-linux-log-cut /var/log/syslog 120 \
    "systemctl stop vigie-agent.path vigie-agent.service; rm /var/log/syslog; systemctl start vigie-agent.path vigie-agent.service"
until_true 60 is_connected
high "systemctl stop vigie-agent.path vigie-agent.service" vigie-agent-stopped '' 300 "systemctl stop vigie-agent.path vigie-agent.service"
inside systemctl start vigie-agent.path vigie-agent.service
until_true 120 is_connected
high "systemctl mask vigie-agent.service" vigie-linux-agent-unit-changed '' 90 "systemctl mask vigie-agent.service"
exit $failed
