#!/usr/bin/env bash
# Short trainings of each loss with each optimiser while another thread collects garbage and rewrites freed memory: their weights must be those of
# trainings that were left alone, bit for bit.
# Usage: src/bench/short_runs.sh [COUNT] [THREADS of the engine]     (after mvn test-compile)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
exec java -Xmx512m -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -cp "target/test-classes:target/classes:$(< target/bench-classpath)" org.hepar.train.ShortRuns "${1:-200}" "${2:-1}"
