#!/usr/bin/env bash
# Where the minutes of the last ./vigie test are: per module, and the slowest test classes, of surefire's reports. A module's classes run in two virtual
# machines at once and two modules side by side, so that these minutes are four times a run's at most.
#   bench/test-times.sh [CLASSES=20]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for report in */target/surefire-reports/TEST-*.xml; do
    [ -f "$report" ] || { echo "first: ./vigie test" >&2; exit 2; }
    seconds=$(sed -n '/<testsuite /{s/.* time="\([0-9.,]*\)".*/\1/p;q}' "$report" | tr -d ,)
    class=${report##*/TEST-}
    printf '%s %s %s\n' "${seconds:-0}" "${report%%/*}" "${class%.xml}"
done | sort -rn | awk -v most="${1:-20}" '
    { of[$2] += $1; all += $1; if (NR <= most) slowest = slowest sprintf("%8.1f s  %-10s %s\n", $1, $2, $3) }
    END { for (each in of) printf "%8.1f min  %s\n", of[each] / 60, each; printf "%8.1f min  all\n%s", all / 60, slowest }'
