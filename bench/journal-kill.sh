#!/usr/bin/env bash
# kill -9 of a process in the middle of appending to a journal, over and over: records that were durable and are lost, and
# records that come twice or wrong. Exits 1 if there is one.
#   bench/journal-kill.sh [ROUNDS=50]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$top/bench/JournalKill.java
exec "$top/vigie" java agent "$program" rounds "${1:-50}" "$program"
