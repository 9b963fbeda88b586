#!/usr/bin/env bash
# How much of what each rule tells is still told where the attacker says it otherwise: VariationsTest with many more seeded pairs of
# variations. The report is collector/target/variations.txt.
#   bench/variations.sh [PAIRS]     pairs of variations for each sample (200)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
JAVA_TOOL_OPTIONS="-Dvigie.variations.pairs=${1:-200}" \
    mvn -B -q -pl collector -am test -Dtest=VariationsTest -Dsurefire.failIfNoSpecifiedTests=false || true
sed -n '1,/^By variation/p' collector/target/variations.txt
