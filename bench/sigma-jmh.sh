#!/usr/bin/env bash
# The same as sigma.sh by JMH: events a second and bytes allocated per event (gc.alloc.rate.norm) with no, 500 and all rules, on the events
# of all logs and of Sysmon's alone. Takes two minutes where nothing else runs; JMH comes from Maven Central into Maven's own folder and is no part of
# the product.
#   bench/sigma-jmh.sh RULES LOGS [JMH OPTIONS...]    RULES, LOGS: folders, separated by colons
#   bench/sigma-jmh.sh RULES LOGS -f 3 -wi 5 -w 10s -i 10 -r 10s    a quarter of an hour for each pair
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 2 ] || { echo "bench/sigma-jmh.sh RULES LOGS [JMH OPTIONS...]" >&2; exit 2; }
rules=$1 logs=$2
shift 2
[ $# -gt 0 ] || set -- -f 1 -wi 2 -w 4s -i 3 -r 2s
"$top/vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
maven=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
jmh=''
for each in org/openjdk/jmh/jmh-core/1.37/jmh-core-1.37 org/openjdk/jmh/jmh-generator-annprocess/1.37/jmh-generator-annprocess-1.37 \
    net/sf/jopt-simple/jopt-simple/5.0.4/jopt-simple-5.0.4 org/apache/commons/commons-math3/3.6.1/commons-math3-3.6.1; do
    if [ ! -f "$maven/$each.jar" ]; then
        path=${each%/*}
        version=${path##*/} path=${path%/*}
        artifact=${path##*/} group=${path%/*}
        mvn -B -q dependency:get -Dartifact="${group//\//.}:$artifact:$version"
    fi
    jmh=$jmh:$maven/$each.jar
done
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
path=$top/collector/target/classes:$top/proto/target/classes:$top/collector/target/lib/*$jmh
"$jdk/bin/javac" -proc:full -d "$work" -cp "$path" "$top/bench/SigmaJmh.java"
uptime
"$jdk/bin/java" -cp "$work:$path" org.openjdk.jmh.Main -prof gc \
    -jvmArgs "-Xmx350m -XX:+UseSerialGC -Drules=$rules -Dlogs=$logs" "$@"
uptime
