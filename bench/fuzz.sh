#!/usr/bin/env bash
# Readers of what others wrote under Jazzer, each for its share of the hours: bench/fuzz.sh [--hours HOURS=3] [--jobs JOBS=1] [READER...]
# READER: a group of the agent's (linux, windows, hives, ...) or a reader of the collector's (evtx, sigma, cloud, wire-events, ...); all when none is
# given; an unknown one prints them. Corpus, findings and runs.csv lie in ${VIGIE_FUZZ:-~/.cache/vigie/fuzz}: the next run goes on from there.
# Seeds are our own and, where ../shared/corpora or -Dvigie.corpora (VIGIE_CORPORA) is, others' event logs, rules and indicators.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
hours=3 jobs=1
while [ $# -gt 0 ]; do
    case $1 in
        --hours) hours=$2; shift 2 ;;
        --jobs) jobs=$2; shift 2 ;;
        -*) echo "bench/fuzz.sh [--hours HOURS] [--jobs JOBS] [READER...]" >&2; exit 2 ;;
        *) break ;;
    esac
done
say() { printf 'fuzz: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
source "$top/installers/tools.sh"
if [ -z "${VIGIE_FUZZ_CLASSES_AGENT:-}" ]; then
    tools
    maven -q -f "$top/pom.xml" test-compile dependency:build-classpath -Dmdep.outputFile=target/fuzz.classpath -Dmdep.includeScope=test \
        -pl proto,browser,agent,collector
    for module in agent collector; do
        declare "VIGIE_FUZZ_CLASSES_${module^^}=$top/$module/target/test-classes:$top/$module/target/classes:$(cat "$top/$module/target/fuzz.classpath")"
    done
fi
exec "$JAVA_HOME/bin/java" "-Dvigie.top=$top" "-Dvigie.classes.agent=$VIGIE_FUZZ_CLASSES_AGENT" "-Dvigie.classes.collector=$VIGIE_FUZZ_CLASSES_COLLECTOR" \
    ${VIGIE_CORPORA:+"-Dvigie.corpora=$VIGIE_CORPORA"} "$top/bench/Fuzz.java" "${VIGIE_FUZZ:-$HOME/.cache/vigie/fuzz}" "$hours" "$jobs" "$@"
