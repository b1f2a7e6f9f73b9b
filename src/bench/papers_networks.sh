#!/usr/bin/env bash
# The papers' networks at full size: seconds of a training step and of a slice's inference, and the highest resident memory, as rows of
# the table in docs/benchmarks.md. One process a network.
# Usage: src/bench/papers_networks.sh [STEPS]     (after mvn test-compile; minutes on 2 cores, up to 8 GB of memory)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
steps=${1:-2}
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
jemalloc=$(ls /usr/lib/*/libjemalloc.so.2 2> /dev/null | head -n 1 || true)
export GOMP_SPINCOUNT=200000 MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:10000,muzzy_decay_ms:0
echo "| network | parameters | slices | step | memory at its peak | weights, step and batches as estimated | a slice's inference |"
echo "|---|---|---|---|---|---|---|"
for settings in "christ_unet 1" "chlebus_unet 1" "chlebus_unet 6" "alex_fcn 1"; do
    # shellcheck disable=SC2086
    LD_PRELOAD=$jemalloc java -Xmx2g -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
        -cp "target/test-classes:target/classes:$(< target/bench-classpath)" org.hepar.train.PapersBenchmark $settings "$steps"
done
