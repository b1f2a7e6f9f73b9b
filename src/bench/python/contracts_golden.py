"""Golden values for the contracts of org.hepar.metric: the tools themselves, run on small masks, errors and all.

    python -m venv A && A/bin/pip install numpy==2.4.6 scipy==1.17.1 pillow medpy==0.5.2 surface-distance==0.1 monai==1.6.1 torch
    python -m venv B && B/bin/pip install numpy==1.26.4 scipy==1.13.1 medpy==0.5.2
    python -m venv C && C/bin/pip install "numpy<1.24" "scipy<1.11" medpy==0.4.0
    A/bin/python src/bench/python/contracts_golden.py B/bin/python C/bin/python src/test/resources/org/hepar/metric/contracts.json

What is run: MedPy 0.4.0 and 0.5.2 (with NumPy 1; since NumPy 2.4 counts are no Python numbers, so that a division by 0 is no error any
more and 0.5.2 answers NaN instead of 1 or 0 for empty masks), DeepMind's surface-distance 0.1 and MONAI 1.6.1. What is written down here a second time, on SciPy and
Pillow, after reading the public code: the LiTS scorer (helpers/calc_metric.py, helpers/surface.py), the evaluation of CHAOS
(CHAOSmetrics.py), of nnU-Net v2 (evaluate_predictions.py) and of Christ et al. (saratan, validate.py). The house's own contract is put
together from MedPy 0.5.2 and SciPy; its surface Dice must be MONAI's.

A measure that a tool does not have is left out; null: it fails or answers NaN; "inf": it answers infinity. Masks are run lengths of
[z,y,x] in C order, beginning with a run of background. Areas of the 256 surface elements come first, for several spacings.
"""
import json
import math
import subprocess
import sys
import warnings

import numpy as np

SEED = 20260731
LARGE = 9001
warnings.simplefilter("ignore")


def blob(rng, shape, smoothing, share):
    """A random smooth shape that fills about a share of the volume and may touch its borders."""
    from scipy import ndimage
    field = ndimage.gaussian_filter(rng.standard_normal(shape), smoothing)
    return field > np.quantile(field, 1 - share)


def pairs(rng):
    spacings = [(1.0, 1.0, 1.0), (5.0, 0.7, 0.7), (2.5, 0.742, 0.742), (0.8, 1.5, 1.1), (10.0, 0.1, 0.1), (0.1, 10.0, 3.0)]
    for n in range(18):
        shape = tuple(int(v) for v in rng.integers(4, 13, 3))
        a = blob(rng, shape, 1.3, rng.uniform(0.1, 0.5))
        b = np.logical_xor(a, blob(rng, shape, 0.8, rng.uniform(0.02, 0.2)))
        yield f"random {n}", a, b, spacings[n % len(spacings)]
    for n in range(4):
        shape = tuple(int(v) for v in rng.integers(5, 9, 3))
        yield f"noise {n}", rng.random(shape) < 0.5, rng.random(shape) < 0.3, spacings[n % len(spacings)]
    wide = blob(rng, (3, 6, 150), (0.7, 1, 4), 0.3)
    yield "rows of three words", wide, np.roll(wide, (1, 3), (1, 2)), (3.0, 0.8, 0.6)
    none = np.zeros((4, 6, 7), bool)
    box = none.copy()
    box[1:3, 1:5, 2:6] = True
    yield "both empty", none, none, (2.0, 0.8, 0.8)
    yield "no prediction", box, none, (2.0, 0.8, 0.8)
    yield "no reference", none, box, (2.0, 0.8, 0.8)
    full = np.ones((4, 6, 7), bool)
    yield "full volume twice", full, full, (2.0, 0.8, 0.8)
    yield "full volume against a box", full, box, (2.0, 0.8, 0.8)
    yield "a box against the full volume", box, full, (2.0, 0.8, 0.8)
    one, other = none.copy(), none.copy()
    one[1, 2, 3] = True
    other[3, 4, 0] = True
    yield "one voxel twice", one, one, (2.0, 0.8, 0.8)
    yield "one voxel against another", one, other, (2.0, 0.8, 0.8)
    corner = none.copy()
    corner[0, 0, 0] = True
    yield "everything against one corner", full, corner, (3.0, 0.9, 0.6)
    slab = np.zeros((1, 9, 9), bool)
    slab[0, 2:7, 2:7] = True
    yield "one slice", slab, np.roll(slab, 2, axis=2), (4.0, 0.8, 0.5)
    cross = np.zeros((7, 8, 9), bool)
    cross[:, 3:5, 4], cross[3, :, 4], cross[3, 3:5, :] = True, True, True
    ball = np.zeros_like(cross)
    ball[1:6, 2:6, 2:7] = True
    yield "touching every face", cross, ball, (1.5, 0.7, 0.9)
    yield "a hole inside", ball & ~cross, ball, (1.5, 1.0, 1.0)
    yield "the same twice", ball & ~cross, ball & ~cross, (1.5, 1.0, 1.0)
    far, near = np.zeros((6, 20, 7), bool), np.zeros((6, 20, 7), bool)
    near[:2, :3, :2] = True
    far[4:, 17:, 5:] = True
    yield "nothing in common", near, far, (2.0, 0.75, 0.75)
    half = np.zeros((5, 6, 6), bool)
    half[:, :, :3] = True
    yield "halves side by side", half, ~half, (1.0, 1.0, 2.0)


def answer(ask):
    """A tool's answer: a number, "inf", or None for NaN and for an error."""
    try:
        value = float(ask())
    except Exception:
        return None
    return None if math.isnan(value) else "inf" if math.isinf(value) else value


def medpy(a, b, spacing):
    from medpy.metric import binary
    return {
        "dice": answer(lambda: binary.dc(b, a)),
        "jaccard": answer(lambda: binary.jc(b, a)),
        "voe": answer(lambda: 1 - binary.jc(b, a)),
        "rvd": answer(lambda: binary.ravd(b, a)),
        "precision": answer(lambda: binary.precision(b, a)),
        "recall": answer(lambda: binary.recall(b, a)),
        "asd_mm": answer(lambda: binary.assd(b, a, spacing)),
        "msd_mm": answer(lambda: binary.hd(b, a, spacing)),
        "hd95_mm": answer(lambda: binary.hd95(b, a, spacing)),
    }


def deepmind(a, b, spacing):
    for old, new in (("Inf", np.inf), ("NaN", np.nan)):
        if not hasattr(np, old):
            setattr(np, old, new)
    import surface_distance
    distances = surface_distance.compute_surface_distances(a, b, spacing)
    return {
        "dice": answer(lambda: surface_distance.compute_dice_coefficient(a, b)),
        "asd_mm": answer(lambda: sum(surface_distance.compute_average_surface_distance(distances)) / 2),
        "msd_mm": answer(lambda: surface_distance.compute_robust_hausdorff(distances, 100)),
        "hd95_mm": answer(lambda: surface_distance.compute_robust_hausdorff(distances, 95)),
        "surface_dice": answer(lambda: surface_distance.compute_surface_dice_at_tolerance(distances, 1)),
    }


def monai(a, b, spacing):
    import torch
    from monai import metrics
    x, y = (torch.from_numpy(mask[None, None].astype(np.float32)) for mask in (b, a))
    matrix = metrics.get_confusion_matrix(x, y, include_background=True)
    return {
        "dice": answer(lambda: metrics.compute_dice(x, y)),
        "jaccard": answer(lambda: metrics.compute_iou(x, y)),
        "voe": answer(lambda: 1 - metrics.compute_iou(x, y)),
        "precision": answer(lambda: metrics.compute_confusion_matrix_metric("precision", matrix)),
        "recall": answer(lambda: metrics.compute_confusion_matrix_metric("sensitivity", matrix)),
        "asd_mm": answer(lambda: metrics.compute_average_surface_distance(x, y, include_background=True, spacing=list(spacing))),
        "msd_mm": answer(lambda: metrics.compute_hausdorff_distance(x, y, include_background=True, spacing=list(spacing))),
        "hd95_mm": answer(lambda: metrics.compute_hausdorff_distance(x, y, include_background=True, percentile=95, spacing=list(spacing))),
        "surface_dice": answer(lambda: metrics.compute_surface_dice(x, y, [1.0], include_background=True, spacing=list(spacing))),
    }


def border(mask, rank, outside):
    from scipy import ndimage
    return mask & ~ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, rank), border_value=outside)


def distances(a, b, spacing, rank, outside=0):
    """From each border voxel of a to b's and back, by a search tree; fails where there is no border."""
    from scipy.spatial import cKDTree
    points = [np.argwhere(border(mask, rank, outside)) * np.asarray(spacing, float) for mask in (a, b)]
    if not len(points[0]) or not len(points[1]):
        raise ValueError("no border")
    return cKDTree(points[1]).query(points[0])[0], cKDTree(points[0]).query(points[1])[0]


def counts(a, b):
    return int(a.sum()), int(b.sum()), int((a & b).sum())


def lits(a, b, spacing, corrected):
    """Whole masks, as the scorer does with the liver; RVD by MedPy 0.2.2, which it asks for, whose ravd(x, y) is (|y|-|x|)/|x|."""
    inA, inB, both = counts(a, b)
    if inA and inB:
        dice = 2 * both / (inA + inB)
        there, back = distances(a, b, spacing, 2)
        pooled = np.concatenate([there, back])
        return {"dice": dice, "jaccard": dice / (2 - dice), "voe": 1 - dice / (2 - dice), "rvd": (inB - inA) / inA,
                "asd_mm": float(pooled.mean()), "rmsd_mm": float(np.sqrt((pooled ** 2).mean())),
                "msd_mm": float(pooled.max()) if corrected else float(max(d.max() for d in distances(a, b, spacing, 1)))}
    if not inA and not inB:
        perfect = {"dice": 1.0, "jaccard": 1.0 if corrected else None, "voe": 0.0 if corrected else None}
        return {**perfect, **dict.fromkeys(["rvd", "asd_mm", "rmsd_mm", "msd_mm"], None)}
    large = dict.fromkeys(["rvd", "asd_mm", "rmsd_mm", "msd_mm"], None if corrected else LARGE)
    if corrected and inA:
        large["rvd"] = -1.0
    return {"dice": 0.0, "jaccard": 0.0, "voe": 1.0, **large}


def chaos(a, b, spacing):
    inA, inB, both = counts(a, b)
    with np.errstate(all="ignore"):
        dice = answer(lambda: np.float64(2 * both) / np.float64(inA + inB))
        ravd = answer(lambda: np.float64(abs(inA - inB)) / np.float64(inA))
    return {
        "dice": dice, "rvd": ravd,
        "asd_mm": answer(lambda: np.concatenate(distances(a, b, spacing, 1, 1)).mean()),
        "msd_mm": answer(lambda: np.concatenate(distances(a, b, spacing, 1, 1)).max()),
    }


def nnunet(a, b, spacing):
    tp, fp, fn = (np.sum(v) for v in (a & b, ~a & b, a & ~b))
    with np.errstate(all="ignore"):
        return {"dice": answer(lambda: 2 * tp / (2 * tp + fp + fn)), "jaccard": answer(lambda: tp / (tp + fp + fn)),
                "voe": answer(lambda: 1 - tp / (tp + fp + fn))}


def resized(mask):
    from PIL import Image
    return np.stack([np.asarray(Image.fromarray(slice.astype(np.uint8)).resize((388, 388), Image.NEAREST)) for slice in mask]) > 0


def as_coded(a, b, spacing):
    """validate.py: masks at 388x388, spacing as before; MedPy's ravd(label, prediction), whose error ends the case."""
    from medpy.metric import binary
    a, b = resized(a), resized(b)
    measures = ["dice", "jaccard", "voe", "rvd", "asd_mm", "msd_mm"]
    try:
        jaccard = binary.jc(b, a)
        scores = {"dice": binary.dc(b, a), "jaccard": jaccard, "voe": 1 - jaccard, "rvd": binary.ravd(a, b), "asd_mm": 0.0, "msd_mm": 0.0}
    except Exception:
        return dict.fromkeys(measures, None)
    if a.any() and b.any():
        scores["asd_mm"] = float(np.concatenate(distances(a, b, spacing, 2)).mean())
        scores["msd_mm"] = float(binary.hd(a, b, spacing))
    return {key: float(value) for key, value in scores.items()}


def house(a, b, spacing):
    scores = medpy(a, b, spacing)
    inA, inB, both = counts(a, b)
    scores["dice"] = 2 * both / (inA + inB) if inA + inB else 1.0
    scores["precision"] = both / inB if inB else None
    scores["recall"] = both / inA if inA else None
    scores["rmsd_mm"] = answer(lambda: np.sqrt((np.concatenate(distances(a, b, spacing, 1)) ** 2).mean()))
    scores["surface_dice"] = answer(lambda: (np.concatenate(distances(a, b, spacing, 1)) <= 1 + 1e-9).mean()) if inA and inB else None
    assert not inA or not inB or np.isclose(scores["surface_dice"], monai(a, b, spacing)["surface_dice"], rtol=1e-6), "not MONAI's"
    return scores


def runs(mask):
    flat = np.concatenate([[False], mask.ravel(), [not mask.ravel()[-1]]])
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    return np.diff(np.concatenate([[0], ends])).tolist()


def in_medpy_of(python, cases):
    """The same masks scored by this file run under another Python, with the MedPy that it has."""
    told = json.dumps([[a.astype(int).tolist(), b.astype(int).tolist(), spacing] for _, a, b, spacing in cases])
    done = subprocess.run([python, __file__, "--medpy"], input=told, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def elements():
    from surface_distance import lookup_tables
    return [{"spacing_zyx_mm": list(mm), "areas_mm2": lookup_tables.create_table_neighbour_code_to_surface_area(mm).tolist()}
            for mm in [(1.0, 1.0, 1.0), (5.0, 0.7, 0.7), (0.1, 10.0, 3.0), (2.5, 0.742, 1.31)]]


def main(python_0_5, python_0_4, path):
    cases = list(pairs(np.random.default_rng(SEED)))
    written = []
    for (name, a, b, spacing), new, old in zip(cases, in_medpy_of(python_0_5, cases), in_medpy_of(python_0_4, cases)):
        written.append({"name": name, "size_zyx": list(a.shape), "spacing_zyx_mm": list(spacing), "reference_runs": runs(a),
                        "prediction_runs": runs(b), "scores": {
            "christ_2017": house(a, b, spacing), "christ_2017_as_coded": as_coded(a, b, spacing),
            "lits_2017": lits(a, b, spacing, False), "lits_2017_corrected": lits(a, b, spacing, True),
            "medpy_0_4": old, "medpy_0_5": new, "deepmind": deepmind(a, b, spacing),
            "monai": monai(a, b, spacing), "nnunet": nnunet(a, b, spacing), "chaos_2019": chaos(a, b, spacing)}})
    with open(path, "w") as file:
        file.write('{"elements": [\n' + ",\n".join(json.dumps(one) for one in elements()) + '\n],\n"cases": [\n'
                   + ",\n".join(json.dumps(one) for one in written) + "\n]}\n")


if __name__ == "__main__":
    if sys.argv[1] == "--medpy":
        json.dump([medpy(np.array(a, bool), np.array(b, bool), spacing) for a, b, spacing in json.load(sys.stdin)], sys.stdout)
    else:
        main(*sys.argv[1:])
