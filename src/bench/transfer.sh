#!/usr/bin/env bash
# Weights both ways between PyTorch and hepar. A U-Net is trained in PyTorch; its state_dict is taken here through a name map and gives the same scores;
# hepar trains on from it and exports the network as TorchScript and as safetensors; PyTorch opens both and gives hepar's scores. Fails above 1e-5 of the scale.
# Usage: src/bench/transfer.sh [PYTHON with torch==2.7.1 and safetensors]     (after mvn test-compile)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
python=${1:-python3}
export PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath

scores() { # start, file of scores: those that hepar gives
    java -Xmx1g -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
        -cp "target/test-classes:target/classes:$(< target/bench-classpath)" org.hepar.train.Transfer "$1" "$work/scores-pytorch.safetensors" "$2"
}

"$python" src/bench/python/transfer.py make "$work"
scores "$work/start.yaml" "$work/scores-here.safetensors"
"$python" src/bench/python/transfer.py compare "$work/scores-pytorch.safetensors" "$work/scores-here.safetensors"

start=$(sed -n 's/^initial_weights: //p' "$work/start.yaml")
./hepar run experiments/quickstart.yaml --runs "$work/runs" --cache "$work/cache" \
    --set "cascade.liver.training.network=$(sed -n 's/^network: //p' "$work/start.yaml")" \
    --set "cascade.liver.training.initial_weights=${start/pytorch.safetensors/$work/pytorch.safetensors}" \
    --set cascade.liver.training.epochs=1 --set cascade.liver.training.steps_per_epoch=20 \
    --set cascade.lesion.training.epochs=1 --set cascade.lesion.training.steps_per_epoch=2
for format in safetensors torchscript; do
    suffix=safetensors
    [[ $format == safetensors ]] || suffix=pt
    ./hepar export latest --runs "$work/runs" --stage liver --format "$format" --out "$work/exported.$suffix"
done
scores "$work/again.yaml" "$work/scores-hepar.safetensors"
"$python" src/bench/python/transfer.py back "$work"
