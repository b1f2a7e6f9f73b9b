"""Golden values for the LiTS matching of org.hepar.metric, from the challenge's own scoring program.

Runs detect_lesions of program/helpers/calc_metric.py on seeded small masks, numbered and counted as program/evaluate.py does. "as_it_is" is
the function untouched; "corrected" is its text with the three faults taken out, each found exactly once: the union that looks up the
prediction's number among those of references, the subtraction of all merged references, and the byte that wraps at 256.

The program needs an old NumPy (lists of slices as an index, numpy.bool):

    pip install numpy==1.19.5 scipy==1.5.4 && pip install --no-deps medpy==0.4.0     # Python 3.8
    git clone https://github.com/PatrickChrist/lits-challenge-scoring                 # calc_metric.py as of commit 0cbafa5
    python src/bench/python/lits_detection_golden.py lits-challenge-scoring src/test/resources/org/hepar/metric/lits-detection.json

Masks are bits of [z,y,x] in C order, four to a hexadecimal digit, the first the highest, x to the left, y to the back. The program sees
[x,y,z] with y to the front, as LiTS files are stored: its faulty counts depend on it. Counts are [TP, FP, FN] at the thresholds 0 and 0.5;
null where the program fails.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from scipy.ndimage import label

SEED = 20170428
FAULTS = (("np.logical_or(d==p_id, m==g_id)", "np.logical_or(d==g_id, m==g_id)"),
          ("num_detected -= g_merge_count[g_id]", "num_detected -= 1"),
          ("detected_mask = np.zeros(prediction_mask.shape, dtype=np.uint8)", "detected_mask = np.zeros(prediction_mask.shape, dtype=np.int32)"))


def functions(checkout):
    program = pathlib.Path(checkout, "program")
    sys.path.insert(0, str(program))
    import helpers.calc_metric as calc_metric
    text = (program / "helpers" / "calc_metric.py").read_text()
    for fault, cure in FAULTS:
        assert text.count(fault) == 1, fault
        text = text.replace(fault, cure)
    corrected = {"__name__": "helpers.corrected", "__package__": "helpers"}
    exec(compile(text, "corrected", "exec"), corrected)
    return calc_metric.detect_lesions, corrected["detect_lesions"]


def counts(detect_lesions, reference, prediction, overlap):
    references, n_references = label(reference, output=np.int16)
    predictions, n_predictions = label(prediction, output=np.int16)
    try:
        _, _, detected = detect_lesions(prediction_mask=predictions, reference_mask=references, min_overlap=overlap)
    except ValueError:
        assert n_references == 0
        return None
    return [int(detected), int(n_predictions - detected), int(n_references - detected)]


def boxes(rng, shape, n):
    mask = np.zeros(shape, bool)
    for _ in range(n):
        at = [int(rng.integers(0, s)) for s in shape]
        to = [a + int(rng.integers(1, 5)) for a in at]
        mask[tuple(slice(a, b) for a, b in zip(at, to))] = True
    return mask


def pairs(rng):
    for n in range(300):
        shape = tuple(int(v) for v in rng.integers(1, 8, 3))
        kind = n % 4
        if kind == 0:
            a, b = boxes(rng, shape, int(rng.integers(0, 6))), boxes(rng, shape, int(rng.integers(0, 6)))
        elif kind == 1:
            a, b = rng.random(shape) < rng.uniform(0.05, 0.6), rng.random(shape) < rng.uniform(0.05, 0.6)
        elif kind == 2:
            a = boxes(rng, shape, int(rng.integers(1, 8)))
            b = np.logical_xor(a, rng.random(shape) < rng.uniform(0.02, 0.4))
        else:
            b = boxes(rng, shape, int(rng.integers(1, 8)))
            a = np.logical_and(b, rng.random(shape) < rng.uniform(0.3, 0.9))
        yield a, b
    for share in (0.05, 0.3, 0.6, 0.9):
        dots = np.zeros((1, 46, 46), bool)
        dots[0, ::2, ::2] = True
        wide = np.zeros_like(dots)
        wide[0, ::2, :] = rng.random((23, 46)) < share
        yield dots, wide
        yield wide, dots


def bits(mask):
    flat = mask.ravel()
    flat = np.concatenate([flat, np.zeros(-flat.size % 4, bool)]).reshape(-1, 4)
    return "".join("%x" % v for v in flat @ np.array([8, 4, 2, 1]))


def main(checkout, path):
    warnings.simplefilter("ignore")
    as_it_is, corrected = functions(checkout)
    rng = np.random.default_rng(SEED)
    cases = []
    for a, b in pairs(rng):
        seen = [np.ascontiguousarray(mask.transpose()[:, ::-1]) for mask in (a, b)]
        cases.append({"size_zyx": list(a.shape), "reference": bits(a), "prediction": bits(b),
                      "as_it_is": [counts(as_it_is, *seen, overlap) for overlap in (0, 0.5)],
                      "corrected": [counts(corrected, *seen, overlap) for overlap in (0, 0.5)]})
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    print(len(cases), "cases,", sum(c["as_it_is"][0] is None for c in cases), "fail,",
          sum(c["as_it_is"][1] != c["corrected"][1] for c in cases), "differ at 0.5,",
          sum(c["as_it_is"][0] != c["corrected"][0] for c in cases), "differ at 0")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
