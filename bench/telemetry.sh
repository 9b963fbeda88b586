#!/usr/bin/env bash
# The Linux categories of the public EDR-Telemetry project, performed on this machine beside an agent of this tree, with the weights
# of that project: which of them reach the collector's history, and the sum.
#   sudo bench/telemetry.sh
# Where nothing takes log lines (/dev/log), rsyslog is started for the time being. Everything is undone at the end. A file counts
# half: only files of watched locations are told; a fuzzy hash half: of programs that run by themselves and that no package has.
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
[ "$(id -u)" = 0 ] || { echo "root only" >&2; exit 2; }
name=vigiemesure
job=/etc/cron.d/$name
unit=/etc/systemd/system/$name.service
program=/opt/$name
logger=''
undo() {
    rm -f "$job" "$unit" "$program"
    userdel "$name" 2>/dev/null
    [ -z "$logger" ] || kill "$logger"
}
if [ ! -S /dev/log ]; then
    printf 'module(load="imuxsock")\nauth,authpriv.* /var/log/auth.log\n' >"$work/rsyslog.conf"
    rsyslogd -n -i "$work/rsyslog.pid" -f "$work/rsyslog.conf" &
    logger=$!
    until_true 20 test -S /dev/log
fi
"$vigie" build
start_line
until_true 900 is_watched
sleep 15

# seen FIELD=VALUE …: whether the history has an event with all of these
seen() {
    local fields=() each
    for each in "$@"; do fields+=(--field "$each"); done
    [ "$(collector events --count "${fields[@]}")" -gt 0 ]
}
# Waits for it, or a minute: one thing would hide another that follows at once.
wait_for() { until_true 60 seen "$@" || true; }

# Performs everything.
echo '5 5 * * * root /bin/true' >"$job" && wait_for kind=file-change action=created "TargetFilename=$job"
echo '6 6 * * * root /bin/true' >"$job" && wait_for kind=file-change action=modified "TargetFilename=$job"
rm -f "$job"
cp "$(command -v sleep)" "$program"
printf '[Service]\nExecStart=%s 1\n' "$program" >"$unit" && wait_for kind=item change=added "source=$unit"
printf '[Service]\nExecStart=/bin/false\n' >"$unit" && wait_for kind=item change=changed "source=$unit"
rm -f "$unit"
useradd "$name" && wait_for kind=item location=linux.account.passwd change=added "name=$name"
usermod -s /bin/bash "$name" && wait_for kind=item location=linux.account.passwd change=changed "name=$name"
runuser -l "$name" -c true
su "$name" -c true
echo faux | runuser -u "$name" -- su root -c true 2>/dev/null || true
sleep 2
userdel "$name"
python3 - <<'P'
import ctypes, os, platform, socket, struct, subprocess, time
libc = ctypes.CDLL(None, use_errno=True)
server = socket.socket(); server.bind(('127.0.0.1', 0)); server.listen()
client = socket.create_connection(server.getsockname()); time.sleep(12); client.close(); server.close()
name = b''.join(bytes([len(p)]) + p for p in (b'mesure', b'vigie', b'example')) + b'\0'
question = struct.pack('>HHHHHH', 7, 0x100, 1, 0, 0, 0) + name + struct.pack('>HH', 1, 1)
answerer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); answerer.bind(('127.53.7.2', 53))
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); asker.sendto(question, ('127.53.7.2', 53))
asked, who = answerer.recvfrom(512)
answerer.sendto(question[:2] + b'\x85\x80\0\1\0\1\0\0\0\0' + question[12:] + b'\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xc6\x33\x64\7', who)
code = ctypes.create_string_buffer(struct.pack('<BBhiBBhi', 0xb7, 0, 0, 0, 0x95, 0, 0, 0))
licence = ctypes.create_string_buffer(b'GPL')
attributes = struct.pack('<IIQQIIQII16s', 1, 2, ctypes.addressof(code), ctypes.addressof(licence), 0, 0, 0, 0, 0, b'mesure')
libc.syscall(280 if platform.machine() == 'aarch64' else 321, 5, ctypes.create_string_buffer(attributes, 128), len(attributes))
child = subprocess.Popen(['/bin/sleep', '30'])
libc.ptrace(16, child.pid, None, None); os.waitpid(child.pid, 0); libc.ptrace(17, child.pid, None, None)
time.sleep(15)
child.kill()
P
module=$(modprobe -n dummy 2>/dev/null && modprobe dummy && modprobe -r dummy && echo dummy || true)
sleep 20

points=0
# category WEIGHT NAME FIELD=VALUE …: counted where the history has an event with all of these.
category() {
    local weight=$1 what=$2
    shift 2
    if seen "$@"; then
        points=$(awk "BEGIN {print $points + $weight}")
        printf 'told      %4s  %s\n' "$weight" "$what"
    else
        printf 'NOT told  %4s  %s\n' "$weight" "$what"
    fi
}
never() { printf 'never     %4s  %s\n' "$1" "$2"; }
category 1 'process creation' kind=process-started "CommandLine=su $name -c true"
category 0.5 'process termination' kind=process-stopped
category 0.5 'file creation (half: watched locations)' kind=file-change action=created "TargetFilename=$job"
category 0.5 'file modification (half)' kind=file-change action=modified "TargetFilename=$job"
category 0.5 'file deletion (half)' kind=file-deletion "TargetFilename=$job"
category 0.7 'user logon' kind=logon action=logon "account=$name"
category 0.4 'user logoff' kind=logon action=logoff "account=$name"
category 1 'logon failed' kind=logon action=failed
never 1 'script content'
category 1 'network connection' kind=flow
category 1 'network socket listen' kind=listener action=opened
category 1 'DNS query' kind=dns-answer QueryName=mesure.vigie.example
category 0.7 'scheduled task' kind=item location=linux.cron.d change=added "source=$job"
category 1 'user account created' kind=item location=linux.account.passwd change=added "name=$name"
category 1 'user account modified' kind=item location=linux.account.passwd change=changed "name=$name"
category 0.5 'user account deleted' kind=item location=linux.account.passwd change=removed "name=$name"
if [ -n "$module" ]; then
    category 1 'driver load' kind=kernel-code type=module "name=$module"
else
    printf 'untried   %4s  %s\n' 1 'driver load: this machine has no module to load'
fi
never 1 'driver modification'
never 1 'image load'
category 1 'eBPF event' kind=kernel-code type=bpf name=mesure
never 1 'raw access read'
category 1 'process access' kind=process-access
never 1 'process tampering'
category 1 'service creation' kind=item change=added "source=$unit"
category 0.7 'service modification' kind=item change=changed "source=$unit"
category 0.6 'service deletion' kind=item change=removed "source=$unit"
category 0.2 'agent start' kind=agent-state action=started
kill "$agent_pid" && sleep 5
category 0.8 'agent stop' kind=agent-state action=stopping
never 1 'MD5'
category 1 'SHA' kind=process-started "sha256=$(sha256sum "$(command -v su)" | cut -d' ' -f1)"
if collector events --field kind=item --field "source=$unit" --format jsonl | grep -q '"tlsh": *"T1'; then
    points=$(awk "BEGIN {print $points + 0.5}")
    printf 'told      %4s  %s\n' 0.5 'fuzzy hash (half: programs that run by themselves)'
else
    printf 'NOT told  %4s  %s\n' 0.5 'fuzzy hash (half: programs that run by themselves)'
fi
printf 'sum: %s\n' "$points"
