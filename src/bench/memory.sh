#!/usr/bin/env bash
# Resident memory of a long training, with jemalloc (as the launcher sets it) and with glibc: how much a step adds. A tiny network, so that a step
# costs milliseconds and a leak of one object a step shows.
# Usage: src/bench/memory.sh [STEPS]     (after mvn test-compile; some minutes for each allocator)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
train() {
    # The heap is of one size and touched whole at the start: what grows is not Java's.
    java -Xms256m -Xmx256m -XX:+AlwaysPreTouch -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
        -cp "target/test-classes:target/classes:$(< target/bench-classpath)" org.hepar.train.MemoryBenchmark "${1:-5000}" "$folder/$2"
}
jemalloc=$(ls /usr/lib/*/libjemalloc.so.2 2> /dev/null | head -n 1 || true)
if [[ -n $jemalloc ]]; then
    echo "jemalloc, as the launcher sets it"
    LD_PRELOAD=$jemalloc MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:10000,muzzy_decay_ms:0 train "${1:-5000}" jemalloc
fi
echo "glibc"
train "${1:-5000}" glibc
