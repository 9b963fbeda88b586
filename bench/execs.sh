#!/usr/bin/env bash
# Short-lived processes: how many of N /bin/true in a row reach the collector's history, with how many command lines.
#   bench/execs.sh [N=1000] [off|join|own]   the second is linux-audit; own puts audit rules and takes them away at the end
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
n=${1:-1000}
mkdir -p "$work/agent"
[ $# -lt 2 ] || printf 'linux-audit = %s\n' "$2" >"$work/agent/agent.conf"
"$vigie" build
start_line
until_true 600 is_watched
sleep 3
count() { collector events --count "$@"; }
mark=vigie-execs-$$
before=$(count --field Image=/usr/bin/true)
bash -c 'for ((i = 0; i < '"$n"'; i++)); do /bin/true '"$mark"'; done'
sleep 8
after=$(count --field Image=/usr/bin/true)
lines=$(count --field "CommandLine=/bin/true $mark")
printf '/bin/true started %s, in the history %s, with their command line %s\n' "$n" $((after - before)) "$lines"
