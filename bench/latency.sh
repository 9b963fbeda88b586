#!/usr/bin/env bash
# Artefact on disk → alert stored, over a dozen locations, with the real programs. As root: it plants in /etc.
#   bench/latency.sh [SPECIMENS=50]
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
top=$(dirname "$vigie")
"$vigie" build
start_line
until_true 600 is_watched
sleep 3
"$vigie" java "$top/bench/Latency.java" "$work/collector/state" "${1:-50}"
