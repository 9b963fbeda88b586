#!/usr/bin/env bash
# What a scan of a Windows' disk costs: a PC with five people, 700 services, 300 tasks, so many COM classes and 140,000 other keys is
# made and scanned with the heap of agent scan (-Xmx512m), then with that of the resident agent (-Xmx24m), both on C1.
#   bench/windows-scan.sh [CLASSES=8000]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The writers of hives, tasks and shortcuts are the tests'.
"$top/vigie" test -q -pl agent -am -DskipTests
classes=$top/agent/target/classes:$top/proto/target/classes:$top/agent/target/test-classes:$top/agent/target/lib/*
pc() {
    "$top/vigie" java "$1" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classes" "$top/bench/WindowsScan.java" "${@:2}"
}
pc -Xmx2g write "$work/pc" "${1:-8000}"
du -sh "$work/pc/Windows/System32/config" | cut -f1
pc -Xmx512m scan "$work/pc"
pc -Xmx24m scan "$work/pc"
