"""Golden values for org.hepar.crf: the mean field of a dense CRF on a few voxels, by full kernel matrices in double precision.

    pip install numpy
    python src/bench/python/crf_golden.py src/test/resources/org/hepar/crf/golden.json

Two channels, three classes, unequal spacing, each normalisation, Potts and a matrix: every number that a setting can change.
"""
import json
import sys

import numpy as np

SHAPE, SPACING = (3, 4, 5), (5.0, 0.8, 1.1)
COSTS = {"potts": np.ones((3, 3)) - np.eye(3), "matrix": np.array([[0.0, 0.7, 1.5], [0.7, 0.0, 0.4], [1.5, 0.4, 0.0]])}


def kernel(*features):
    """exp(-|f_i - f_j|^2 / 2) for all pairs."""
    f = np.stack(features, axis=1)
    return np.exp(-0.5 * ((f[:, None] - f[None]) ** 2).sum(-1))


def message(k, q, normalisation):
    n = k.sum(1)
    return {"none": lambda: q @ k, "before": lambda: (q / n) @ k, "after": lambda: (q @ k) / n,
            "symmetric": lambda: (q / np.sqrt(n)) @ k / np.sqrt(n)}[normalisation]()


def softmax(negative):
    e = np.exp(negative - negative.max(0))
    return e / e.sum(0)


def main():
    rng = np.random.default_rng(11)
    p = rng.dirichlet([0.8, 0.8, 0.8], np.prod(SHAPE)).T.astype(np.float32)
    p[:, 7] = [1, 0, 0]
    p[:, 8] = [0, 0.25, 0.75]
    channels = np.round(rng.normal(60, 30, (2, np.prod(SHAPE))))
    z, y, x = (axis.ravel() * mm for axis, mm in zip(np.indices(SHAPE), SPACING))
    cases = []
    for normalisation in ("none", "before", "after", "symmetric"):
        for compatibility, costs in COSTS.items():
            for used in (1, 2):
                floor, widths = 1e-4, [25.0, 40.0][:used]
                position = kernel(z / 2, y / 2, x / 2)
                appearance = kernel(z / 6, y / 6, x / 6, *(channel / width for channel, width in zip(channels, widths)))
                unary = -np.log(np.maximum(p.astype(float), floor))
                q, iterations = softmax(-unary), []
                for _ in range(3):
                    heard = 0.6 * message(position, q, normalisation) + 0.9 * message(appearance, q, normalisation)
                    q = softmax(-unary - costs @ heard)
                    iterations.append(np.round(q, 9).tolist())
                cases.append({"normalisation": normalisation, "compatibility": compatibility, "appearance_hu": widths, "q": iterations})
    golden = {"size": SHAPE, "spacing_mm": SPACING, "position_mm": 2.0, "position_weight": 0.6, "appearance_mm": 6.0, "appearance_weight": 0.9,
              "probability_floor": 1e-4, "costs": COSTS["matrix"].tolist(), "probability": p.tolist(), "channels": channels.tolist(), "cases": cases}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
