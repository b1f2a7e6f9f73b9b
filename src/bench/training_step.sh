#!/usr/bin/env bash
# Times hepar's training step beside PyTorch's, in turn, so that both see the same machine: hepar as its launcher starts it (with jemalloc where the machine
# has it), PyTorch as it is installed, and PyTorch with hepar's allocator and settings.
# Usage: src/bench/training_step.sh [PYTHON with torch==2.7.1] [ROUNDS]     (after mvn test-compile)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
python=${1:-python3}
rounds=${2:-3}
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
jemalloc=$(ls /usr/lib/*/libjemalloc.so.2 2> /dev/null | head -n 1 || true)
tuned=(env "LD_PRELOAD=$jemalloc" GOMP_SPINCOUNT=200000 MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:10000,muzzy_decay_ms:0)
for ((round = 1; round <= rounds; round++)); do
    for settings in "128 6 16 15" "128 6 32 10" "512 1 16 10" "512 1 32 6"; do
        # shellcheck disable=SC2086
        "${tuned[@]}" java -Xmx2g -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
            -cp "target/test-classes:target/classes:$(< target/bench-classpath)" org.hepar.train.StepBenchmark $settings
        # shellcheck disable=SC2086
        "$python" src/bench/python/training_step.py $settings
        # shellcheck disable=SC2086
        "${tuned[@]}" "$python" src/bench/python/training_step.py $settings
    done
done
