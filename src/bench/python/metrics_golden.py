"""Golden values for org.hepar.metric, from implementations that share no code with it.

Makes small seeded pairs of masks and scores them with NumPy, SciPy (binary_erosion, distance_transform_edt) and, for the
surface distances, MedPy >= 0.5.2 (pooled mean), which must agree with each other before anything is written.

    pip install numpy scipy medpy
    python src/bench/python/metrics_golden.py src/test/resources/org/hepar/metric/golden.json

Masks are run lengths of [z,y,x] in C order, beginning with a run of background.
"""
import json
import sys

import medpy.metric.binary as medpy
import numpy as np
from scipy import ndimage

SEED = 20170520


def blob(rng, shape, smoothing, share):
    """A random smooth shape that fills about a share of the volume and may touch its borders."""
    field = ndimage.gaussian_filter(rng.standard_normal(shape), smoothing)
    return field > np.quantile(field, 1 - share)


def pairs(rng):
    spacings = [(1.0, 1.0, 1.0), (5.0, 0.7, 0.7), (2.5, 0.742, 0.742), (0.8, 1.5, 1.1)]
    for n in range(12):
        shape = tuple(int(v) for v in rng.integers(4, 15, 3))
        a = blob(rng, shape, 1.5, rng.uniform(0.1, 0.5))
        b = np.logical_xor(a, blob(rng, shape, 1.0, rng.uniform(0.02, 0.2)))
        yield f"random {n}", a, b, spacings[n % len(spacings)]
    full = np.ones((4, 5, 6), bool)
    corner = np.zeros_like(full)
    corner[0, 0, 0] = True
    yield "everything against one corner", full, corner, (3.0, 0.9, 0.6)
    slab = np.zeros((1, 9, 9), bool)
    slab[0, 2:7, 2:7] = True
    yield "one slice", slab, np.roll(slab, 2, axis=2), (4.0, 0.8, 0.5)
    shell = np.zeros((9, 9, 9), bool)
    shell[1:8, 1:8, 1:8] = True
    hollow = shell.copy()
    hollow[3:6, 3:6, 3:6] = False
    yield "a hole inside", hollow, shell, (1.5, 1.0, 1.0)
    yield "the same twice", hollow, hollow, (1.5, 1.0, 1.0)
    far = np.zeros((6, 20, 7), bool)
    other = far.copy()
    far[:2, :3, :2] = True
    other[4:, 17:, 5:] = True
    yield "nothing in common", far, other, (2.0, 0.75, 0.75)


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, 1), border_value=0)


def scores(a, b, spacing):
    shared, union = int((a & b).sum()), int((a | b).sum())
    to_a = ndimage.distance_transform_edt(~surface(a), sampling=spacing)[surface(b)]
    to_b = ndimage.distance_transform_edt(~surface(b), sampling=spacing)[surface(a)]
    asd = (to_a.sum() + to_b.sum()) / (to_a.size + to_b.size)
    msd = max(to_a.max(), to_b.max())
    assert np.isclose(asd, medpy.assd(b, a, spacing, connectivity=1), rtol=1e-12), "pooled ASD differs from MedPy"
    assert np.isclose(msd, medpy.hd(b, a, spacing, connectivity=1), rtol=1e-12), "MSD differs from MedPy"
    assert np.isclose(2 * shared / (a.sum() + b.sum()), medpy.dc(b, a)), "Dice differs from MedPy"
    return {
        "dice": 2 * shared / int(a.sum() + b.sum()),
        "voe": 1 - shared / union,
        "rvd": (int(b.sum()) - int(a.sum())) / int(a.sum()),
        "asd_mm": float(asd),
        "msd_mm": float(msd),
    }


def runs(mask):
    flat = np.concatenate([[False], mask.ravel(), [not mask.ravel()[-1]]])
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    return np.diff(np.concatenate([[0], ends])).tolist()


def main(path):
    rng = np.random.default_rng(SEED)
    cases = [
        {"name": name, "size_zyx": list(a.shape), "spacing_zyx_mm": list(spacing), "reference_runs": runs(a),
         "prediction_runs": runs(b), **scores(a, b, spacing)}
        for name, a, b, spacing in pairs(rng)
    ]
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
