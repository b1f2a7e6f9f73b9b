#!/usr/bin/env bash
# Times the dense CRF beside pydensecrf2 on real CT and measures the error of both, in one run: time, peak memory, growth, kernel widths, crops.
# Usage: src/bench/crf.sh VOLUME SEGMENTATION PYTHON [FOLDER]    (after mvn test-compile; see python/crf_peers.py for what PYTHON needs; FOLDER takes 1.5 GB)
set -euo pipefail
volume=$(readlink -f -- "$1")
segmentation=$(readlink -f -- "$2")
python=$3
folder=$(readlink -f -- "${4:-$(mktemp -d)}")
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
mvn -q -B dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
hepar() {
    local heap=$1
    shift
    java "-Xmx$heap" -XX:+UseSerialGC -XX:MaxNewSize=16m -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "target/test-classes:target/classes:$(< target/bench-classpath)" \
        org.hepar.crf.CrfBenchmark "$@"
}
peers=src/bench/python/crf_peers.py
if [[ ! -d $folder/whole ]]; then "$python" $peers write "$volume" "$segmentation" "$folder"; fi
for case in box-5m box-5m-3 box-2m box-1m; do
    "$python" $peers time "$folder/$case"
    hepar 400m time "$folder/$case" 8
    "$python" $peers time "$folder/$case"
done
# The whole command, start, reading and writing included, with as little heap as will do.
for case in box-5m:250m whole:1600m; do
    HEPAR_HEAP=${case#*:} "$python" $peers run ./hepar refine --image "$folder/${case%:*}/image.nii" --probability "$folder/${case%:*}/probability.nii" \
        --config src/bench/crf.yaml --out "$folder/${case%:*}/out.nii.gz"
done
hepar 400m widths "$folder/box-2m"
hepar 1g region "$folder/doubt"
if [[ ! -e $folder/crop-00/exact.npy ]]; then "$python" $peers crops "$folder"; fi
hepar 400m errors "$folder"
