#!/usr/bin/env bash
# Every parser of the agent under Jazzer for so many minutes (15): bench/fuzz.sh [MINUTES]
# What it finds lies in agent/target/fuzz/found, its corpus stays in agent/target/fuzz/corpus for the next run.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
minutes=${1:-15}
status=0
"$top/vigie" test -q -pl proto,agent -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false "-Dvigie.fuzz-minutes=$minutes" ||
    status=$?
grep -E '^(Done|stat::)' "$top/agent/target/fuzz/log.txt" || true
find "$top/agent/target/fuzz/found" -type f
exit $status
