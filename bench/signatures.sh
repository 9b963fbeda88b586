#!/usr/bin/env bash
# What the facts of Windows programs cost (signature, digests, imports, version), with the agent's heap and compiler.
#   bench/signatures.sh [FOLDER]   default: the Windows runtime beside the corpora, unpacked
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${1:-}
if [ -z "$folder" ]; then
    unzip -q "$top"/../shared/runtimes/*-win_amd64.whl -d "$work"
    folder=$work
fi
"$top/vigie" build
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    ! grep -qs '^JAVA_VERSION="25' "$jdk/release" || break
done
"$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx24m \
    -cp "$top/agent/target/classes:$top/proto/target/classes:$top/agent/target/lib/*" "$top/bench/Signatures.java" "$folder"
