#!/usr/bin/env bash
# An hour of faults against real processes: a collector, and agents that each have a small system, a disk, a clock and a line of their own. Every
# round makes one fault, and plants numbered facts before, during and after it on the host that has the fault and on one that has none: files of
# cron and logons, and again what an incident marked as the attacker's. Then a list kept outside Vigie is held against `events search`, `hosts
# coverage` and `incident conclude`: a fact that is missing without a gap told is lost, one that came twice is doubled, and a conclusion is
# false where it lacks less on the host with the fault than on the one without.
#   bench/chaos.sh [MINUTES=60] [ROUND…]   as root; goes through the rounds until the minutes are over, at least once; 1 where one failed
# Rounds, all of them where none is named:
rounds=(agent-killed collector-killed agent-disk-full collector-disk-full agent-disk-read-only collector-disk-read-only slow-disk no-memory
    clock-ten-years daylight-saving offline-72-hours bad-line no-dns proxy-cuts collector-restored agent-rolled-back cloned expired-for-a-year)
# VIGIE_CHAOS_KEEP names a folder for what rounds that failed leave. VIGIE_CHAOS_CLONES says how many copies the round `cloned` makes, twelve by default. Everything runs in namespaces of its own, which end with it.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ "${VIGIE_CHAOS_INSIDE:-}" != yes ]; then
    [ "$(id -u)" = 0 ] || { echo "chaos.sh: run this as root" >&2; exit 2; }
    "$top/vigie" build
    VIGIE_CHAOS_INSIDE=yes exec unshare --net --mount --pid --fork --mount-proc --kill-child "$0" "$@"
fi
source "$top/installers/line.sh"
source "$top/installers/tools.sh"
JAVA_HOME=$(find_jdk)
minutes=${1:-60}
[ $# -lt 2 ] || rounds=("${@:2}")
patience=420
collector_address=10.9.0.1 collector_name=collecteur.vigie.test
faketime=$(ls /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -n 1 || true)
blkio=/sys/fs/cgroup/blkio memory=/sys/fs/cgroup/memory/vigie-chaos
undo() {
    # unshare passes SIGTERM over while what it started runs.
    local each
    for each in $(jobs -p); do kill -9 "$each" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ ! -d "$memory" ] || rmdir "$memory" 2>/dev/null || true
    unthrottle 2>/dev/null || true
    umount -R "$work" 2>/dev/null || umount -l "$work" 2>/dev/null || true
}

# ---- clocks: seconds that each is off, in a file that libfaketime reads every second
declare -A off=()
set_clock() { off[$1]=$2; printf '%+d\n' "$2" >"$work/$1.clock.new"; cat "$work/$1.clock.new" >"$work/$1.clock"; }
now_of() { printf '%d' "$(($(date +%s) + ${off[$1]}))"; }
clock_of() {
    [ -z "$faketime" ] || printf '%s\n' LD_PRELOAD="$faketime" FAKETIME_TIMESTAMP_FILE="$1" FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 NO_FAKE_STAT=1
}

# ---- disks: an ext4 each, in a file
make_disk() { truncate -s "$2" "$1.img"; mkfs.ext4 -q -m 0 "$1.img"; mkdir -p "$1"; mount -o loop "$1.img" "$1"; }
device_of() { findmnt -n -o SOURCE "$1"; }
fill() { cat /dev/zero >"$1/filler" 2>/dev/null || true; }
# As the kernel does when a disk fails; only a new mount ends it.
make_read_only() { mount -o remount,abort "$1"; }
mount_anew() { umount "$1"; e2fsck -p "$1.img" >/dev/null || [ $? = 1 ]; mount -o loop "$1.img" "$1"; }
throttled=()
throttle() {
    local number
    number=$(stat -c '%Hr:%Lr' "$(device_of "$1")")
    throttled+=("$number")
    echo "$number $2" >"$blkio/blkio.throttle.write_bps_device"
}
unthrottle() {
    local each
    for each in "${throttled[@]}"; do echo "$each 0" >"$blkio/blkio.throttle.write_bps_device"; done
    throttled=()
}

# ---- the collector
collector_java=("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow)
collector_path=$(echo "$top"/collector/target/vigie-collector-*.jar):$top/collector/target/lib/*
# Commands share an archive of classes that the first makes: there are many.
collector() {
    env $(clock_of "$work/collector.clock") TZ=Europe/Paris "${collector_java[@]}" -Xmx512m -Xlog:disable \
        -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="$work/commands.jsa" \
        -cp "$collector_path" bzh.vigie.collector.Main "$@" --dir "$work/collector/state" --lang en
}
json() { collector "$@" --format jsonl; }
listens() { (exec 3<>"/dev/tcp/$collector_address/7443") 2>/dev/null; }
launch_collector() {
    env $(clock_of "$work/collector.clock") TZ=Europe/Paris "${collector_java[@]}" -Xmx768m -cp "$collector_path" bzh.vigie.collector.Main run \
        --dir "$work/collector/state" >>"$work/collector.log" 2>&1 &
    collector_pid=$!
}
is_ended() { ! kill -0 "$1" 2>/dev/null; }
# As systemd does, which starts it again.
has_begun() { listens || { ! is_ended "$collector_pid" || launch_collector; false; }; }
start_collector() {
    launch_collector
    until_true "$patience" has_begun || { tail -n 20 "$work/collector.log" >&2; return 1; }
}
stop_collector() { kill "-${1:-TERM}" "$collector_pid"; wait "$collector_pid" 2>/dev/null || true; }

# ---- hosts: a folder that is the system of a host, and the namespaces in which its processes run
declare -A holder=() outer=()
root_of() { printf '%s' "$work/$1.root"; }
state_of() { printf '%s' "$(root_of "$1")/var/lib/vigie-agent"; }
# A disk for the state alone, which can be full, slow or broken without the machine.
mount_disk() { e2fsck -p "$work/$1.img" >/dev/null || [ $? = 1 ]; mount -o loop "$work/$1.img" "$(state_of "$1")"; }
new_boot() { cat /proc/sys/kernel/random/uuid >"$(root_of "$1")/boot-id"; }
make_host() {
    local name=$1 number=$2 root each
    root=$(root_of "$name")
    mkdir -p "$root"/{proc,dev,tmp,run,root,etc/cron.d,var/log,usr/bin,opt/vigie/options,"$JAVA_HOME"} "$(state_of "$name")"
    chmod 1777 "$root/tmp"
    if [[ $name != copie* ]]; then
        truncate -s 96M "$work/$name.img" && mkfs.ext4 -q -m 0 "$work/$name.img" && mount_disk "$name"
    else
        # Java asks which file system a folder is of, and finds those alone that are mounted below its root.
        mount -t tmpfs none "$(state_of "$name")"
    fi
    chmod 700 "$(state_of "$name")"
    for each in $(ldd "$JAVA_HOME/bin/java" "$JAVA_HOME/lib/server/libjvm.so" $faketime | grep -oE '/[^ :)]+\.so[.0-9]*' | sort -u) $faketime \
        /lib/x86_64-linux-gnu/libresolv.so.2; do
        case $each in "$JAVA_HOME"/*) ;; *) [ -e "$root$each" ] || cp -L --parents "$each" "$root" ;; esac
    done
    # Process 1 has the same root as the agent, which vouches for no other (decision 0177).
    cp -L "$(command -v sleep)" "$root/opt/vigie/sleep"
    cp "$top"/installers/src/main/linux/agent/{program,resident}.options "$root/opt/vigie/options"
    for each in lib jar; do mkdir -p "$root/opt/vigie/$each"; done
    cp "$top"/agent/target/lib/*.jar "$root/opt/vigie/lib" && cp "$top"/agent/target/vigie-agent-*.jar "$root/opt/vigie/jar/agent.jar"
    mount --bind "$JAVA_HOME" "$root$JAVA_HOME" && mount -o remount,bind,ro "$root$JAVA_HOME"
    echo "root:x:0:0:root:/root:/bin/sh" >"$root/etc/passwd" && echo "root:x:0:" >"$root/etc/group"
    echo 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"' >"$root/etc/os-release"
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    echo "hosts: files dns" >"$root/etc/nsswitch.conf"
    printf 'nameserver %s\noptions timeout:1 attempts:1\n' "$collector_address" >"$root/etc/resolv.conf"
    echo "127.0.0.1 localhost" >"$root/etc/hosts"
    [ -n "$dns" ] || echo "$collector_address $collector_name" >>"$root/etc/hosts"
    : >"$root/var/log/auth.log"
    new_boot "$name"
    set_clock "$name" "${off[collector]}"
    : >"$root/clock" && mount --bind "$work/$name.clock" "$root/clock"
    python3 "$top/bench/chaos-net.py" line "$name" "$work/$name.line" >"$work/$name.net.log" 2>&1 &
    unshare --net --mount --propagation slave --uts --pid --fork --kill-child bash -euc '
        hostname "$1"
        mount -t proc proc "$2/proc" && mount --bind "$2/boot-id" "$2/proc/sys/kernel/random/boot_id"
        mount -t tmpfs none "$2/dev" && mkdir "$2/dev/shm"
        mknod -m 666 "$2/dev/null" c 1 3 && mknod -m 666 "$2/dev/urandom" c 1 9 && mknod -m 666 "$2/dev/random" c 1 8
        touch "$2/run/ready" && exec chroot "$2" /opt/vigie/sleep infinity' _ "$name" "$root" &
    local shell=$!
    until_true 60 test -e "$root/run/ready"
    holder[$name]=$(pgrep -P "$shell")
    until_true 60 ip link show "$name-b" >/dev/null 2>&1
    ip address add "$collector_address" peer "10.9.1.$number" dev "$name-a" && ip link set "$name-a" up
    ip link set "$name-b" netns "${holder[$name]}"
    nsenter -t "${holder[$name]}" -n bash -euc 'ip link set lo up; ip address add "$1" peer "$2" dev "$3"; ip link set "$3" up; ip route add default dev "$3"' \
        _ "10.9.1.$number" "$collector_address" "$name-b"
}
# NAME OPTIONS COMMAND: takes the place of its shell, so that what it starts is its only child.
in_host() {
    exec nsenter -t "${holder[$1]}" -n -m -u -p -- env -i LANG=C.UTF-8 TZ=Europe/Paris MALLOC_ARENA_MAX=1 $(clock_of /clock) \
        /usr/sbin/chroot "$(root_of "$1")" "$JAVA_HOME/bin/java" @/opt/vigie/options/program.options "$2" \
        -cp '/opt/vigie/jar/agent.jar:/opt/vigie/lib/*' bzh.vigie.agent.Main "${@:3}" --state /var/lib/vigie-agent
}
start_agent() {
    in_host "$1" @/opt/vigie/options/resident.options run >>"$work/$1.log" 2>&1 &
    outer[$1]=$!
}
agent_pid() { pgrep -P "${outer[$1]}"; }
stop_agent() {
    local pid
    ! pid=$(agent_pid "$1") || kill "-${2:-TERM}" "$pid"
    wait "${outer[$1]}" 2>/dev/null || true
}
is_gone() { ! agent_pid "$1" >/dev/null; }
# Of the run that goes on now, whose number its own status has.
status_says() {
    local pid
    pid=$(agent_pid "$1") && pid=$(awk '/^NSpid/ { print $NF }' "/proc/$pid/status" 2>/dev/null) \
        && grep -s "\"pid\":$pid,\"" "$(state_of "$1")/status.jsonl" | grep -q "$2"
}
is_connected() { status_says "$1" '"connection":"connected"'; }
notices() { grep -qs "\"$2\"" "$(state_of "$1")/status.jsonl"; }
is_cut_off() { ! is_connected "$1"; }
has_read_all() { status_says "$1" '"inventory":"complete"'; }
enrol() {
    local token
    token=$(json token create --commune "$2" --uses 1 --expires 1h | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
    # A program that the agent starts without rights does not begin under libfaketime.
    printf 'heartbeat = 10s\ninventory-reader = inside\n' >"$(state_of "$1")/agent.conf"
    (in_host "$1" -Xmx64m enrol --token "$token") >"$work/$1.enrol" 2>&1 || { cat "$work/$1.enrol" >&2; return 1; }
    start_agent "$1"
    await is_connected "$1"
}
id_of() { sed -n 's/.*"kind":"agent","id":"\([^"]*\)".*/\1/p' "$(state_of "$1")/status.jsonl"; }

# ---- facts: number, what, host, time by the collector's clock, round, and whether it must be there
serial=0 round=start last=() iso='%Y-%m-%dT%H:%M:%S.%6N%:z'
stamp=$iso
fact() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$(now_of collector)" "$round" "${4:-must}" >>"$work/facts"; }
# HOST [may]: a file of cron and a logon
plant() {
    local root
    root=$(root_of "$1") serial=$((serial + 1))
    fact "$serial" cron "$1" "${2:-must}"
    printf '7 3 * * * root /usr/bin/fact-%05d\n' "$serial" >"$root/etc/cron.d/fact-$(printf %05d "$serial")"
    fact "$serial" logon "$1" "${2:-must}"
    printf '%s %s sshd[%d]: Accepted publickey for fact-%05d from 192.0.2.9 port 50022 ssh2: ED25519 SHA256:AAAA\n' \
        "$(TZ=Europe/Paris LC_ALL=C date -d "@$(now_of "$1")" "+$stamp")" "$1" "$serial" "$serial" >>"$root/var/log/auth.log"
    [ "${2:-must}" = may ] || last+=("$serial")
}
both() { plant poste; plant temoin; }
implant() { local each; for each in poste temoin; do echo "5 4 * * * root /usr/bin/vigie-implant" >"$(root_of "$each")/etc/cron.d/vigie-implant"; done; }
# What was planted goes again, which is a fact too.
unplant() {
    local each file
    for each in poste temoin; do
        for file in "$(root_of "$each")"/etc/cron.d/fact-*; do
            [ ! -e "$file" ] || { rm "$file" && fact "$((10#${file##*-}))" gone "$each"; }
        done
        rm -f "$(root_of "$each")/etc/cron.d/vigie-implant"
    done
}
events() { json events search '*fact-*' --limit 100000 2>/dev/null >"$work/events.jsonl"; }
ledger() { python3 "$top/bench/chaos-ledger.py" "$@"; }
# What was planted last on each host: all that is before it in a lane came before it.
# A state that does not come is told, and fails the run.
await() {
    until_true "$patience" "$@" || { printf 'chaos.sh: %s: %s is not so after %s s\n' "$round" "$*" "$patience" >&2 && failed=1; }
}
have_arrived() { events && ledger arrived "$work/events.jsonl" "${last[@]: -2}"; }
arrive() { await have_arrived; }

# ---- a collector with two hosts and an incident each, where one mark of the attacker's is on both
incident_of() { local said; said=$(json incident open "faults on $1" --commune "$2" --reason bench --author bench); grep -oE '20[0-9]{2}-[0-9]+' <<<"$said" | head -n 1; }
declare -A incident=()
decided() { collector incident "$@" --reason bench --author bench >>"$work/setup.log" 2>&1 || { tail -n 5 "$work/setup.log" >&2; return 1; }; }
world() {
    local each number
    round=start
    : >"$work/facts"
    set_clock collector 0
    dns=''
    ! command -v dnsmasq >/dev/null || start_dns
    make_disk "$work/collector" 768M
    collector init --name "$collector_name:7443" --listen "$collector_address:7443" --admin bench --console none >/dev/null 2>&1
    # The last round is a year long, and asks for what was told before it.
    printf 'history-keep = 1500d\ncoverage-keep = 1500d\n' >>"$work/collector/state/collector.conf"
    start_collector
    make_host poste 1 && make_host temoin 2
    enrol poste 29019 && enrol temoin 29232
    # A pass that is over counts in a conclusion: a host that is started anew in the middle of its first has none to show.
    for each in poste temoin; do await has_read_all "$each"; done
    implant && both && arrive
    for each in poste:29019 temoin:29232; do
        number=$(incident_of "${each%:*}" "${each#*:}")
        incident[${each%:*}]=$number
        decided tombstone add "$number" --host "$(id_of "${each%:*}")" --location linux.cron.d --name /usr/bin/vigie-implant
        decided eviction "$number" --start "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --end now
    done
}
end_world() {
    local each
    for each in poste temoin; do stop_agent "$each"; done
    stop_collector
    for each in $(jobs -p); do kill -9 "$each" 2>/dev/null || true; done
    wait 2>/dev/null || true
    for each in "$work"/*.root "$work/collector"; do umount -R "$each" 2>/dev/null || true; done
    for each in $(findmnt -rn -o TARGET | grep "^$work/" | sort -r); do umount "$each" || true; done
    rm -rf --one-file-system "$work"/*.root "$work"/*.img "$work/collector"
}

# ---- the rounds
not_made() { echo "$1" >"$work/not-made"; }
restart_agent() { stop_agent "$1" "${2:-TERM}"; start_agent "$1"; }
later() { sleep "$((RANDOM % 2)).$((RANDOM % 10))"; }

fault_agent-killed() {
    for _ in 1 2 3; do
        both && later
        stop_agent poste KILL
        plant poste
        start_agent poste
        await is_connected poste
    done
}
fault_collector-killed() {
    for _ in 1 2 3; do
        both && later
        stop_collector KILL
        both
        start_collector
    done
    for each in poste temoin; do await is_connected "$each"; done
}
fault_agent-disk-full() {
    fill "$(state_of poste)"
    both && both
    await notices poste disk-low
    both
    rm -f "$(state_of poste)/filler"
}
fault_collector-disk-full() {
    fill "$work/collector"
    both && later
    # What it has open has room yet: it begins anew on the full disk.
    stop_collector KILL
    launch_collector
    both && later
    rm -f "$work/collector/filler"
    await has_begun
}
fault_agent-disk-read-only() {
    make_read_only "$(state_of poste)"
    both && both && later
    stop_agent poste
    umount "$(state_of poste)" && mount_disk poste
    start_agent poste
}
fault_collector-disk-read-only() {
    make_read_only "$work/collector"
    both && both && later
    stop_collector KILL
    mount_anew "$work/collector"
    start_collector
}
fault_slow-disk() {
    [ -e "$blkio/blkio.throttle.write_bps_device" ] || { not_made "no device mapper, and no blkio controller of cgroup v1"; return; }
    throttle "$work/collector" 40960
    throttle "$(state_of poste)" 10240
    both && both && arrive
    unthrottle
}
fault_no-memory() {
    mkdir "$memory" 2>/dev/null || { not_made "no memory controller of cgroup v1"; return; }
    both
    echo $((64 << 20)) >"$memory/memory.limit_in_bytes"
    agent_pid poste >"$memory/cgroup.procs"
    echo $((1 << 20)) >"$memory/memory.limit_in_bytes" || true
    until_true 60 is_gone poste || stop_agent poste KILL
    both
    echo $((64 << 20)) >"$memory/memory.limit_in_bytes"
    echo "$collector_pid" >"$memory/cgroup.procs"
    echo $((1 << 20)) >"$memory/memory.limit_in_bytes" || true
    until_true 60 is_ended "$collector_pid" || kill -9 "$collector_pid"
    wait "$collector_pid" 2>/dev/null || true
    both
    start_collector && start_agent poste
    until_true 60 rmdir "$memory"
}
fault_clock-ten-years() {
    local each
    [ -n "$faketime" ] || { not_made "faketime is not installed"; return; }
    for each in 315360000 -315360000 0; do
        set_clock poste "$((off[collector] + each))"
        both && arrive
    done
}
# The hour that comes twice and the one that is left out, with a log whose times have neither year nor zone.
fault_daylight-saving() {
    local each
    [ -n "$faketime" ] || { not_made "faketime is not installed"; return; }
    stamp='%b %e %H:%M:%S'
    for each in 2026-10-25T00:59:55Z 2027-03-28T00:59:55Z; do
        set_clock poste "$(($(date -d "$each" +%s) - $(date +%s)))"
        both
        until_true 60 has_passed "$each"
        both && arrive
    done
    stamp=$iso
    set_clock poste "${off[collector]}"
}
has_passed() { [ "$(now_of poste)" -gt "$(($(date -d "$1" +%s) + 10))" ]; }
fault_offline-72-hours() {
    [ -n "$faketime" ] || { not_made "faketime is not installed"; return; }
    echo down >"$work/poste.line"
    both && await is_cut_off poste
    for each in collector poste temoin; do set_clock "$each" "$((off[$each] + 259200))"; done
    both && later && both
    : >"$work/poste.line"
}
fault_bad-line() {
    echo "loss=0.1 delay=0.05 jitter=0.3 copy=0.05" >"$work/poste.line"
    for _ in 1 2 3; do both && arrive; done
    stop_agent poste KILL
    both && start_agent poste && arrive
    : >"$work/poste.line"
}
fault_no-dns() {
    [ -n "$dns" ] || { not_made "dnsmasq is not installed"; return; }
    kill "$dns" && wait "$dns" 2>/dev/null || true
    both
    restart_agent poste
    both && await status_says poste '"connection":"failed"'
    start_dns
}
fault_proxy-cuts() {
    local conf
    conf=$(state_of poste)/agent.conf
    echo "cut=4000" >"$work/proxy.rules"
    python3 "$top/bench/chaos-net.py" proxy "$collector_address:3128" "$work/proxy.rules" >"$work/proxy.log" 2>&1 &
    local proxy=$!
    echo "proxy = $collector_address:3128" >>"$conf"
    restart_agent poste
    both && await status_says poste '"connection":"failed"'
    both
    : >"$work/proxy.rules"
    both && arrive
    sed -i /proxy/d "$conf"
    restart_agent poste
    kill "$proxy"
}
fault_collector-restored() {
    stop_collector
    cp -a "$work/collector/state" "$work/collector/yesterday"
    start_collector
    both && both && arrive
    stop_collector KILL
    both
    rm -r "$work/collector/state" && mv "$work/collector/yesterday" "$work/collector/state"
    start_collector
}
fault_agent-rolled-back() {
    local root
    root=$(root_of poste)
    stop_agent poste
    rm -rf "$work/image" && mkdir "$work/image"
    cp -a "$(state_of poste)" "$work/image/state" && cp -a "$root/etc/cron.d" "$root/var/log/auth.log" "$work/image"
    start_agent poste
    both && both && arrive
    stop_agent poste KILL
    find "$(state_of poste)" -mindepth 1 -delete && cp -a "$work/image/state/." "$(state_of poste)"
    rm -r "$root/etc/cron.d" && cp -a "$work/image/cron.d" "$root/etc"
    # The same file as on the image: its number on the disk is.
    cat "$work/image/auth.log" >"$root/var/log/auth.log"
    new_boot poste
    start_agent poste
}
fault_cloned() {
    local each names=()
    for ((each = 1; each <= ${VIGIE_CHAOS_CLONES:-12}; each++)); do names+=("copie$each"); done
    both && arrive
    for each in "${names[@]}"; do
        make_host "$each" "$((10 + ${each#copie}))"
        cp -a "$(state_of poste)/." "$(state_of "$each")"
        rm -rf "$(state_of "$each")/lost+found"
        cp -a "$(root_of poste)"/etc/{cron.d,machine-id} "$(root_of "$each")/etc" && cp -a "$(root_of poste)/var/log/auth.log" "$(root_of "$each")/var/log"
        start_agent "$each"
    done
    for each in "${names[@]}"; do plant "$each" may; done
    both
    for each in "${names[@]}"; do await has_spoken "$each"; done
    both
    for each in "${names[@]}"; do
        stop_agent "$each" KILL
        kill "${holder[$each]}"
    done
    json hosts list | grep -F "$(id_of poste)" | grep -q quarantined && collector hosts readmit "$(id_of poste)" --reason bench --author bench >>"$work/setup.log" 2>&1 || true
}
has_spoken() { status_says "$1" '"connection":"\(connected\|quarantined\|refused\|failed\|stopped\)"'; }
fault_expired-for-a-year() {
    local each
    [ -n "$faketime" ] || { not_made "faketime is not installed"; return; }
    for each in poste temoin; do stop_agent "$each"; done
    stop_collector
    for each in collector poste temoin; do set_clock "$each" "$((off[$each] + 396 * 86400))"; done
    both
    start_collector
    for each in poste temoin; do new_boot "$each"; start_agent "$each"; done
}

# ---- a round: the fault, what came of it, and how that compares
one() {
    round=$1 begun=$SECONDS
    local each since
    since=$(now_of collector)
    rm -f "$work/not-made"
    unplant && both && arrive
    implant
    "fault_$1"
    if [ -e "$work/not-made" ]; then
        printf '%-26s not made: %s\n' "$1" "$(cat "$work/not-made")"
        return
    fi
    # Who is stopped in good order has told all that it watched, which is else told each hour: nobody is to look better by a restart alone.
    for each in poste temoin; do await is_connected "$each"; done
    restart_agent temoin && await is_connected temoin
    both && arrive
    json hosts coverage --from "$(date -u -d "@$((since - 5))" +%Y-%m-%dT%H:%M:%SZ)" --to "$(date -u -d "@$(($(now_of collector) + 5))" +%Y-%m-%dT%H:%M:%SZ)" \
        >"$work/coverage.jsonl" 2>/dev/null
    for each in poste temoin; do json incident conclude "${incident[$each]}" >"$work/$each.conclusion.jsonl"; done
    ledger check "$work" "$1" "$((SECONDS - begun))" || { failed=1 && keep; }
}
# What a round that failed has left, for whoever looks for the cause.
keep() {
    [ -n "${VIGIE_CHAOS_KEEP:-}" ] || return 0
    local to=$VIGIE_CHAOS_KEEP/$round.$SECONDS each
    mkdir -p "$to" && cp "$work"/{facts,*.jsonl,*.log} "$to"
    for each in poste temoin; do
        cp -a "$(state_of "$each")" "$to/$each" && cp "$(root_of "$each")/var/log/auth.log" "$to/$each.auth.log"
    done
}
start_dns() {
    dnsmasq --keep-in-foreground --no-resolv --no-hosts --address="/$collector_name/$collector_address" --listen-address="$collector_address" \
        --bind-interfaces --user=root --pid-file="$work/dns.pid" >"$work/dns.log" 2>&1 &
    dns=$!
}

mount --bind "$work" "$work" && mount --make-shared "$work"
ip link set lo up && ip address add "$collector_address/32" dev lo
echo "packets are lost, held up and overtaken by a relay between two TUN devices: no queue of the kernel (tc netem) is asked for"
ledger head
failed=0 first=yes
while [ "$first" = yes ] || [ $SECONDS -lt $((minutes * 60)) ]; do
    world
    for each in "${rounds[@]}"; do
        [ "$first" = yes ] || [ $SECONDS -lt $((minutes * 60)) ] || break
        one "$each"
    done
    first=no
    end_world
done
ledger sums "$work" || failed=1
times >"$work/times" && echo "minutes and seconds of processor, of this shell and what it started: $(tail -n 1 "$work/times")"
exit $failed
