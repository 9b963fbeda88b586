#!/usr/bin/env bash
# The line among other people's programs: the agent enrols and sends through Debian's tinyproxy (HTTP CONNECT with a password),
# the collector stands on NIO and the JDK's TLS as where no native library loads, and its alerts go to Debian's rsyslog over TLS
# (RFC 5425), over UDP and into a file. Then the agent's state is copied and run a second time, as on a cloned PC; then its
# certificate is revoked. One line per thing seen; exit code 1 at the first that is not.
#   bench/peers.sh            needs tinyproxy-bin, rsyslog, rsyslog-gnutls and openssl; root is not needed
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
for each in tinyproxy rsyslogd openssl; do
    PATH=$PATH:/usr/sbin command -v "$each" >/dev/null || {
        echo "missing: $each. Install with: sudo apt-get install tinyproxy-bin rsyslog rsyslog-gnutls openssl" >&2
        exit 1
    }
done
PATH=$PATH:/usr/sbin
"$vigie" build
specimen=''
undo() { [ -z "$specimen" ] || rm -f -- "$specimen"; }
seen() { printf 'seen: %s\n' "$*"; }
missed() {
    printf 'NOT SEEN: %s\n' "$*"
    tail -n 15 "$work"/*.log
    exit 1
}
# Waits up to $1 seconds for a command, and says what was seen or not.
expect() {
    local seconds=$1 what=$2
    shift 2
    until_true "$seconds" "$@" || missed "$what"
    seen "$what"
}
has() { grep -qF -- "$@" 2>/dev/null; }

# A receiver that is not ours.
(cd "$work" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout receiver.key -out receiver.crt \
    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null)
tls_port=$(free_port)
udp_port=$((tls_port + 1))
cat >"$work/rsyslog.conf" <<CONF
global(workDirectory="$work" defaultNetstreamDriverCAFile="$work/receiver.crt"
  defaultNetstreamDriverCertFile="$work/receiver.crt" defaultNetstreamDriverKeyFile="$work/receiver.key")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
module(load="imudp")
template(name="raw" type="string" string="%rawmsg%\n")
ruleset(name="tls") { action(type="omfile" file="$work/by-tls" template="raw" fileOwner="$(id -un)") }
ruleset(name="udp") { action(type="omfile" file="$work/by-udp" template="raw" fileOwner="$(id -un)") }
input(type="imtcp" port="$tls_port" ruleset="tls")
input(type="imudp" address="127.0.0.1" port="$udp_port" ruleset="udp")
CONF
rsyslogd -n -f "$work/rsyslog.conf" -i "$work/rsyslog.pid" >"$work/rsyslog.log" 2>&1 &
until_true 20 answers "$tls_port" || missed "rsyslog listens"

port=$(free_port)
proxy_port=$((port + 7))
cat >"$work/tinyproxy.conf" <<CONF
Port $proxy_port
Listen 127.0.0.1
Timeout 600
MaxClients 20
Allow 127.0.0.1
BasicAuth mairie not-a-secret
ConnectPort $port
LogLevel Connect
LogFile "$work/tinyproxy.log"
CONF
tinyproxy -d -c "$work/tinyproxy.conf" >"$work/tinyproxy.out" 2>&1 &
until_true 20 answers "$proxy_port" || missed "tinyproxy listens"

collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null
cat >>"$work/collector/collector.conf" <<CONF
syslog-tls = localhost:$tls_port
syslog-tls-ca = $work/receiver.crt
syslog-udp = 127.0.0.1:$udp_port
alert-file = $work/alerts.jsonl
CONF
export VIGIE_COLLECTOR_JAVA_OPTIONS="-Dio.netty.transport.noNative=true -Dio.netty.handler.ssl.noOpenSsl=true"
start_collector
expect 5 "gateway on NIO and the JDK's TLS" has "with NIO (no epoll here), the JDK's TLS (no BoringSSL here)" "$work/collector.log"

token=$(new_token)
if agent enrol --lang en --token "$token" --proxy "http://127.0.0.1:$proxy_port" >"$work/enrol.txt" 2>&1; then
    missed "a proxy that wants a password refuses without"
fi
has "password" "$work/enrol.txt" || missed "the refusal of the proxy in words: $(cat "$work/enrol.txt")"
seen "without a password: $(tail -n 1 "$work/enrol.txt")"
agent enrol --lang en --token "$token" --proxy "http://mairie:not-a-secret@127.0.0.1:$proxy_port" >/dev/null ||
    missed "enrolment through the proxy"
seen "enrolment through the proxy"
start_agent
expect 60 "connected through the proxy" is_connected
has "CONNECT localhost:$port" "$work/tinyproxy.log" || missed "the proxy's log names the collector"
id=$(hosts | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | head -n 1)

# Judged as already there where the first inventory still goes on.
planted=$(date +%s%N)
if [ -w /etc/cron.d ]; then
    specimen=/etc/cron.d/vigie-peers-$$
    printf '# Vigie, harmless: 31 February never comes\n0 4 31 2 * root /dev/shm/.vigie-peers-%s\n' $$ >"$specimen"
else
    mkdir -p "$HOME/.config/autostart"
    specimen=$HOME/.config/autostart/vigie-peers-$$.desktop
    printf '[Desktop Entry]\nType=Application\nName=Vigie, harmless\nExec=/dev/shm/.vigie-peers-%s\n' $$ >"$specimen"
fi
for each in by-tls by-udp alerts.jsonl; do
    expect 600 "the specimen's alert in $each" has "$specimen" "$work/$each"
done
printf 'the last of the three came %s ms after it was planted\n' $((($(date +%s%N) - planted) / 1000000))
grep -F -- "$specimen" "$work/by-tls" | head -n 1 | cut -c 1-200

cp -a "$work/agent" "$work/clone"
rm -rf "$work/clone/spool"
(exec "$vigie" agent run --state "$work/clone" >>"$work/clone.log" 2>&1) &
clone_pid=$!
state_is() { hosts | grep -q "\"state\":\"$1\""; }
expect 120 "a cloned PC: both quarantined" state_is quarantined
expect 30 "the clone's alert in by-tls" has "vigie-agent-cloned" "$work/by-tls"
both() {
    agent status --format jsonl | has '"connection":"quarantined"' &&
        "$vigie" agent status --state "$work/clone" --format jsonl | has '"connection":"quarantined"'
}
expect 60 "both agents say so in their status" both
kill "$clone_pid"
collector hosts readmit "$id" --reason bench >/dev/null
kill "$agent_pid" && wait "$agent_pid" || true
start_agent
expect 60 "readmitted, connected again" is_connected

revoked=$(date +%s%N)
collector hosts revoke "$id" --reason bench >/dev/null
refused() { agent status --format jsonl | has '"connection":"revoked"'; }
expect 30 "revoked: the live connection is cut, and the status says so" refused
printf 'from the command to the status, both started anew: %s ms\n' $((($(date +%s%N) - revoked) / 1000000))
if grep -lE '^[[:space:]]+at [a-z.]+' "$work"/*.log; then missed "logs without a stack trace"; fi
seen "no stack trace in any log"
