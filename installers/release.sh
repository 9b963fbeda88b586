#!/usr/bin/env bash
# Packages of the committed tree with their checksums, their provenance and, with a key, a signature.
#   ./vigie release FOLDER [KEY]      KEY: of gpg; without one nothing is signed, and this says so
#   installers/release.sh FOLDER [KEY]    only checksums, provenance and signature of the packages that lie in FOLDER
# The same commit with the same JDK gives the same packages byte for byte (EqualBuildsTest): whoever builds it again compares SHA256SUMS. The provenance is a
# statement of in-toto with the predicate of SLSA 1.0 (https://slsa.dev/spec/v1.0/provenance). VIGIE_BUILDER: a URI that names who builds.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 1 ] && [ -d "$1" ] || { echo "release: which folder? ./vigie release FOLDER [KEY]" >&2; exit 2; }
folder=$1 key=${2:-}

sum() { sha256sum "$1" | cut -d' ' -f1; }

commit=$(git -C "$top" rev-parse HEAD)
cd "$folder"
rm -f SHA256SUMS SHA256SUMS.asc provenance.json
packages=$(find . -maxdepth 1 -type f -printf '%f\n' | LC_ALL=C sort)
[ -n "$packages" ] || { echo "release: no package in $folder" >&2; exit 2; }
{
    printf '{"_type":"https://in-toto.io/Statement/v1","subject":['
    comma=
    for each in $packages; do
        printf '%s{"name":"%s","digest":{"sha256":"%s"}}' "$comma" "$each" "$(sum "$each")"
        comma=,
    done
    printf '],"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"urn:vigie:release:1",'
    printf '"externalParameters":{"command":"./vigie release","commit":"%s"},"resolvedDependencies":[' "$commit"
    printf '{"name":"source","digest":{"gitCommit":"%s"}},' "$commit"
    printf '{"name":"artifacts of Maven","uri":".mvn/checksums/checksums.sha256","digest":{"sha256":"%s"}},' "$(sum "$top/.mvn/checksums/checksums.sha256")"
    printf '{"name":"JDK, its lib/modules","digest":{"sha256":"%s"}}' "$(sum "${JAVA_HOME:?}/lib/modules")"
    [ -z "${VIGIE_WINDOWS_RUNTIME:-}" ] || printf ',{"name":"runtime for Windows","digest":{"sha256":"%s"}}' "$(sum "$VIGIE_WINDOWS_RUNTIME")"
    printf ']},"runDetails":{"builder":{"id":"%s"},"metadata":{"finishedOn":"%s"}}}}\n' "${VIGIE_BUILDER:-urn:vigie:builder:unnamed}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
} >provenance.json
# shellcheck disable=SC2086
sha256sum $packages provenance.json >SHA256SUMS
if [ -n "$key" ]; then
    gpg --batch --yes --local-user "$key" --armor --detach-sign SHA256SUMS
else
    echo "release: not signed: no key was given" >&2
fi
cat SHA256SUMS
