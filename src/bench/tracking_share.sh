#!/usr/bin/env bash
# Says what MLflow costs a run, apart from what else the machine does: the processor time of the threads that send, and the time that the run's own thread spends in
# tracking, each as a share of the run. The quickstart made short, with a real server on the same machine and with one that
# accepts and never answers. A longer run tells as much in more time, so that its shares are smaller.
# Usage: src/bench/tracking_share.sh [PYTHON with mlflow] [EPOCHS] [STEPS an epoch] [ROUNDS]     (after mvn test-compile; half a minute or more for each run)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
python=${1:-python3} epochs=${2:-3} steps=${3:-30} rounds=${4:-1}
mvn -q -B -o dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
folder=$(mktemp -d)
port=5910
PYTHONWARNINGS=ignore MLFLOW_DISABLE_TELEMETRY=true "$python" -m mlflow server --host 127.0.0.1 --port $port --workers 1 \
    --backend-store-uri "sqlite:///$folder/mlflow.db" --artifacts-destination "$folder/artifacts" > "$folder/server.log" 2>&1 &
server=$!
"$python" -c "
import socket
server = socket.create_server(('127.0.0.1', $port + 1))
held = []
while True:
    held.append(server.accept())" &
silent=$!
trap 'pkill -P $server || true; kill $server $silent; rm -rf "$folder"' EXIT
for ((i = 0; i < 180; i++)); do
    curl -fs "http://127.0.0.1:$port/health" > /dev/null && break
    sleep 1
done
for library in /usr/lib/x86_64-linux-gnu/libjemalloc.so.2 /usr/lib64/libjemalloc.so.2; do
    [[ ! -r $library ]] || preload=$library
done
for ((round = 1; round <= rounds; round++)); do
    for uri in "http://127.0.0.1:$port" "http://127.0.0.1:$((port + 1))"; do
        case $uri in *:$port) name=real ;; *) name=silent ;; esac
        printf '%-7s ' "$name"
        LD_PRELOAD=${preload-} GOMP_SPINCOUNT=200000 MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:10000,muzzy_decay_ms:0 MLFLOW_TRACKING_URI=$uri \
            java -Xmx2g -XX:+UseSerialGC -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dai.djl.pytorch.num_interop_threads=1 -Djava.awt.headless=true \
            -Dhepar.allocator=jemalloc -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "target/test-classes:target/classes:$(< target/bench-classpath)" \
            org.hepar.cli.TrackingShareBenchmark run experiments/quickstart.yaml --fresh --runs "$folder/runs" --cache "$folder/cache" \
            --set "name=$name" --set "cascade.liver.training.epochs=$epochs" --set "cascade.lesion.training.epochs=$epochs" \
            --set "cascade.liver.training.steps_per_epoch=$steps" --set "cascade.lesion.training.steps_per_epoch=$steps" 2> "$folder/said.log" | tail -n 1
        grep -a "MLflow" "$folder/said.log" || true
    done
done
