#!/usr/bin/env bash
# Runs a small cascade on disks that are too small, makes them larger and goes on: the bits must be those of a run that had room, the line that it stopped
# with must say what is wrong.
# Usage: src/bench/full_disk.sh [COUNT] [SEED]     (about 20 s for each of COUNT; needs Python 3, no packages; mounts in a name space of its own)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
./hepar --version > /dev/null # builds if need be
exec unshare --user --map-root-user --mount python3 src/bench/python/full_disk.py "${1:-10}" "${2:-1}"
