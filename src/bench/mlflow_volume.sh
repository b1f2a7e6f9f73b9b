#!/usr/bin/env bash
# Pushes a run of many points to a real MLflow server, in turn with MLflow's own Python client, both to the same fresh server; the pusher has 64 MB of heap.
# Usage: src/bench/mlflow_volume.sh [PYTHON with mlflow] [PAGES] [STEPS] [ROUNDS]     (after mvn test-compile; twenty curves a page)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
python=${1:-python3} pages=${2:-50} steps=${3:-2000} rounds=${4:-1}
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
folder=$(mktemp -d)
port=5900
MLFLOW_DISABLE_TELEMETRY=true "$python" -m mlflow server --host 127.0.0.1 --port $port --workers 1 \
    --backend-store-uri "sqlite:///$folder/mlflow.db" --artifacts-destination "$folder/artifacts" > "$folder/server.log" 2>&1 &
server=$!
trap 'pkill -P $server || true; kill $server; rm -rf "$folder"' EXIT
for ((i = 0; i < 180; i++)); do
    curl -fs "http://127.0.0.1:$port/health" > /dev/null && break
    sleep 1
done
for ((round = 1; round <= rounds; round++)); do
    java -Xmx64m -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "target/test-classes:target/classes:$(< target/bench-classpath)" \
        org.hepar.track.VolumeBenchmark "$folder/run-$round" "http://127.0.0.1:$port" "$pages" "$steps"
    "$python" src/bench/python/mlflow_volume.py "http://127.0.0.1:$port" "$pages" "$steps"
done
