#!/usr/bin/env bash
# Kills runs of a small cascade with SIGKILL at random moments, resumes them until they are done, and compares every bit with an
# undisturbed run: weights, predictions, tables, and the journal (no line lost, nothing twice).
# With an MLflow server's address the runs show themselves there, and what it shows is compared with the journals, after kills and at the end.
# Usage: src/bench/kill_resume.sh [COUNT] [SEED] [THREADS of the engine] [MLFLOW]     (about 20 s for each of COUNT; needs Python 3, no packages)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
./hepar --version > /dev/null # builds if need be
exec python3 src/bench/python/kill_resume.py "${1:-10}" "${2:-1}" "${3:-1}" "${@:4:1}"
