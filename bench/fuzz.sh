#!/usr/bin/env bash
# Readers of what others wrote under Jazzer for so many minutes: bench/fuzz.sh [READER] [MINUTES=15]
# READER: how the names of the agent's targets begin (shortcut, windows.task, …: those of the locations and of the test classes
# *Targets), or one of the collector's: evtx (event logs), intel (STIX, MISP, CSV, patterns); all of the agent's when it is left out.
# What it finds lies in target/fuzz/found of the module, its corpus stays in target/fuzz for the next run.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
reader=
if [[ ! ${1:-15} =~ ^[0-9]+$ ]]; then
    reader=$1
    shift
fi
minutes=${1:-15}
module=agent
class=FuzzTest
case $reader in
    evtx) module=collector class=EvtxFuzzTest ;;
    intel) module=collector class=IntelFuzzTest ;;
esac
status=0
"$top/vigie" test -q -pl "$module" -am "-Dtest=$class" -Dsurefire.failIfNoSpecifiedTests=false \
    "-Dvigie.fuzz-minutes=$minutes" "-Dvigie.fuzz-reader=$reader" || status=$?
grep -E '^(Done|stat::)' "$top/$module/target/fuzz/log.txt" || true
find "$top/$module/target/fuzz/found" -type f
exit $status
