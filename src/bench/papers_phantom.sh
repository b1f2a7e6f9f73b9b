#!/usr/bin/env bash
# Trains the papers' networks at reduced width on the quickstart's phantoms, one after the other, and prints the liver Dice of the test
# patients as rows of the table in docs/benchmarks.md. The lesion network is left untrained: one step, its results mean nothing here.
# Usage: src/bench/papers_phantom.sh [FOLDER for the runs] [NETWORK...]     (a few minutes each on 2 idle cores)
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
runs=${1:-target/papers-phantom}
shift || true
networks=("$@")
[[ ${#networks[@]} -gt 0 ]] || networks=(christ_unet chlebus_unet alex_fcn)

train() { # network, side of a slice, learning rate, epochs of 100 steps, its settings
    local log=$runs/$1.log began=$SECONDS journal
    rm -rf "${runs:?}/$1"
    ./hepar run experiments/quickstart.yaml --fresh --runs "$runs/$1" \
        --set "cascade.liver.preprocessing.1={type: resize_in_plane, height: $2, width: $2}" \
        --set "cascade.liver.training.network={type: $1, $5}" \
        --set "cascade.liver.training.optimiser.learning_rate=$3" --set "cascade.liver.training.epochs=$4" \
        --set cascade.lesion.training.epochs=1 --set cascade.lesion.training.steps_per_epoch=1 > "$log" 2>&1
    journal=("$runs/$1"/*/journal.jsonl)
    printf '| `%s` | %s | %d | %d | %s | %s | %d s |\n' "$1" "$5" "$2" "$((100 * $4))" "$3" \
        "$(grep -o '"liver/dice_mean":[0-9.]*' "${journal[0]}" | tail -n 1 | cut -d: -f2 | cut -c1-5)" "$((SECONDS - began))"
}

mkdir -p "$runs"
echo "| network | settings | side of a slice | steps | learning rate | liver Dice | time |"
echo "|---|---|---|---|---|---|---|"
for network in "${networks[@]}"; do
    case $network in
        christ_unet) train christ_unet 132 0.002 3 "slices: 1, base_channels: 8, norm: none, dropout: 0" ;;
        chlebus_unet) train chlebus_unet 132 0.005 3 "slices: 1, base_channels: 8, dropout: 0.5" ;;
        alex_fcn) train alex_fcn 512 0.001 6 "slices: 1, width: 0.25, dropout: 0" ;;
        *) echo "$network: not one of christ_unet, chlebus_unet, alex_fcn" >&2; exit 2 ;;
    esac
done
