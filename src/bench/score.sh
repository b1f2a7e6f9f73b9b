#!/usr/bin/env bash
# Times Dice, VOE, RVD, ASD and MSD of a pair of masks in memory: hepar, DeepMind surface-distance, SimpleITK, MedPy, in one run.
# Usage: src/bench/score.sh REFERENCE PREDICTION [PYTHON] [PEERS]     (after mvn test-compile; see python/score_peers.py for what PYTHON needs)
set -euo pipefail
reference=$(readlink -f -- "$1")
prediction=$(readlink -f -- "$2")
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
hepar() {
    java -Xmx3g -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "target/test-classes:target/classes:$(< target/bench-classpath)" \
        org.hepar.metric.ScoreBenchmark "$reference" "$prediction" 15
}
hepar
"${3:-python3}" src/bench/python/score_peers.py "$reference" "$prediction" ${4:+"$4"}
hepar | grep -E "voxels|five"
