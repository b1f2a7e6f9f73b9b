#!/usr/bin/env bash
# A small experiment under each given Java, with and without jemalloc, with 1 and 4 data workers: weights, predictions and tables must be equal bit
# for bit. Last a run with another number of engine threads, which is part of the experiment: its bits may differ, and the record says so.
# Usage: src/bench/equal_bits.sh JAVA [JAVA ...]     (each the folder of a JDK or its bin/java; about 20 s for each of the 4 runs of a Java)
set -euo pipefail
(($# > 0)) || { echo "usage: src/bench/equal_bits.sh JAVA [JAVA ...]" >&2; exit 2; }
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
./hepar --version > /dev/null # builds if need be

settings=(cohort.slices=12 cohort.in_plane_size=64 cohort.in_plane_spacing_mm=5)
for stage in liver lesion; do
    settings+=("cascade.$stage.preprocessing.1={type: resize_in_plane, height: 48, width: 48}" "cascade.$stage.training.epochs=2"
        "cascade.$stage.training.steps_per_epoch=15" "cascade.$stage.training.network.depth=2" "cascade.$stage.training.network.dropout=0.1")
done

run() { # name, Java, allocator, data workers, engine threads -> the run's folder
    local -a sets=(--set "threads=$5")
    local setting
    for setting in "${settings[@]}"; do sets+=(--set "$setting"); done
    HEPAR_JAVA=$2 HEPAR_ALLOCATOR=$3 ./hepar run experiments/quickstart.yaml --runs "$place/$1/runs" --cache "$place/$1/cache" --data-workers "$4" "${sets[@]}" \
        > "$place/$1.log" 2>&1 || { cat "$place/$1.log" >&2; exit 1; }
    echo "$place/$1/runs"/*/
}

bits() { # a run's folder -> a hash of each file that must be equal
    (cd "$1" && sha256sum fold-*/*.safetensors predictions/*.nii.gz cases.csv lesions.csv summary.csv)
}

recorded() { # a run's folder, a field of its environment
    grep -m 1 '"kind":"environment"' "$1/journal.jsonl" | grep -o "\"$2\":\"[^\"]*\"" | cut -d '"' -f 4
}

row() { printf '%-48s %-9s %-7s %-8s %-8s %s\n' "$@"; }

row Java allocator workers threads weights "whole run"
number=0 expected= failed=0
for java in "$@"; do
    for allocator in jemalloc glibc; do
        for workers in 1 4; do
            number=$((number + 1))
            folder=$(run "run-$number" "$java" "$allocator" "$workers" 1)
            found=$(bits "$folder")
            expected=${expected:-$found}
            verdict=equal
            if [[ $found != "$expected" ]]; then verdict=DIFFERS failed=1; fi
            weights=$(sha256sum <<< "$(grep safetensors <<< "$found")")
            row "$(recorded "$folder" java)" "$(recorded "$folder" allocator)" "$workers" "$(recorded "$folder" threads)" "${weights:0:8}" "$verdict"
        done
    done
done
folder=$(run threads "$1" jemalloc 1 2)
found=$(bits "$folder")
weights=$(sha256sum <<< "$(grep safetensors <<< "$found")")
verdict=equal
[[ $found == "$expected" ]] || verdict="differs, as it may"
row "$(recorded "$folder" java)" "$(recorded "$folder" allocator)" 1 "$(recorded "$folder" threads)" "${weights:0:8}" "$verdict"
echo "equal_bits: $(wc -l <<< "$expected") files of each of $number runs compared, $( ((failed)) && echo "NOT ALL EQUAL" || echo "all equal bit for bit")"
exit "$failed"
