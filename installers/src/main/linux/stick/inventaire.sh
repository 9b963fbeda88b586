#!/bin/sh
# Inventaire de cette machine, sans rien installer : le fichier est posé à côté de ce programme.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
file=$here/$(uname -n).jsonl
[ "$(id -u)" = 0 ] || echo "Sans les droits du superutilisateur (sudo) l'inventaire est incomplet, et il le dit." >&2
"$here/vigie-agent" scan --out "$file" "$@"
code=$?
[ $code -ne 0 ] || echo "Inventaire écrit : $file" >&2
exit $code
