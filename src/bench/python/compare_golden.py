"""Golden values for `hepar compare`, from implementations that share no code with it.

Makes two seeded tables of scores with what real ones hold (ties, cases that do not differ, missed lesions without distances,
an infinite distance, a case that only one table has) and compares them with SciPy and statsmodels:

    signed-rank p    scipy.stats.wilcoxon, zeros by Pratt, all 2^n sign patterns (PermutationMethod)
    paired t         scipy.stats.ttest_rel
    BCa interval     scipy.stats.bootstrap, 100,000 resamples: equal only within the chance of 10,000
    Holm             statsmodels multipletests
    smallest d_z     statsmodels TTestPower
    limits           bias -+ 1.96 s, as Bland & Altman 1999

    pip install numpy scipy statsmodels
    python src/bench/python/compare_golden.py src/test/resources/org/hepar/report/compare
"""
import csv
import math
import sys
from pathlib import Path

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

SEED = 20180815
CASES = 14
COLUMNS = ["case", "label", "contract", "dice", "voe", "rvd", "reference_volume_ml", "asd_mm", "msd_mm", "lesions", "lesions_found",
           "true_positive_lesions", "false_positive_lesions", "lesion_recall", "lesion_f1", "dice_of_correspondences", "outcome", "undefined", "comparison", "fold", "note"]
MEASURES = ["dice", "voe", "rvd", "rvd_absolute", "asd_mm", "msd_mm", "lesion_recall", "lesion_f1", "false_positive_lesions"]


def tables():
    rng = np.random.default_rng(SEED)
    base, other = [], []
    for case in range(CASES):
        volume = round(float(rng.uniform(3, 80)), 3)
        lesions = int(rng.integers(1, 7))
        liver, lesion = rng.uniform(0.9, 0.96), rng.uniform(0.35, 0.8)
        for rows, gain in ((base, 0.0), (other, 0.12)):
            rows.append(row(rng, case, "liver", liver + rng.normal(gain / 4, 0.01), 1400 + case))
            rows.append(row(rng, case, "lesion", lesion + rng.normal(gain, 0.06), volume, lesions))
    missed(other[2 * 3 + 1])
    missed(base[2 * 5 + 1])
    missed(other[2 * 5 + 1])
    other[2 * 7 + 1]["msd_mm"] = "inf"
    extra = row(rng, "only-b", "lesion", 0.5, 10.0, 2)
    return base, other + [extra]


def row(rng, case, label, dice, volume, lesions=0):
    dice = round(min(dice, 0.99), 2)  # two decimals make ties and cases that do not differ
    cells = {name: "" for name in COLUMNS}
    cells.update(case=case, label=label, contract="christ_2017", dice=dice, voe=1 - dice / (2 - dice), rvd=round(rng.normal(-0.05, 0.15), 4),
                 reference_volume_ml=volume, asd_mm=round(8 * (1 - dice) + rng.random(), 3), msd_mm=round(70 * (1 - dice) + 9 * rng.random(), 2),
                 outcome="measured", comparison="prediction:reference")
    if lesions:
        found, false = int(rng.binomial(lesions, dice)), int(rng.integers(0, 4))
        precision = found / (found + false) if found + false else math.nan
        recall = found / lesions
        cells.update(lesions=lesions, lesions_found=found, true_positive_lesions=found, false_positive_lesions=false, lesion_recall=recall,
                     lesion_f1=2 * precision * recall / (precision + recall) if found else 0, dice_of_correspondences=" ".join(["0.5"] * found))
    return cells


def missed(cells):
    cells.update(dice=0.0, voe=1.0, rvd=-1.0, asd_mm="", msd_mm="", lesions_found=0, true_positive_lesions=0, false_positive_lesions=0, lesion_recall=0.0,
                 lesion_f1=0.0, outcome="missed", undefined="asd_mm=no_prediction;msd_mm=no_prediction", dice_of_correspondences="")


def value(cells, measure):
    text = cells[measure.removesuffix("_absolute")]
    number = float(text) if text != "" else math.nan
    return abs(number) if measure.endswith("_absolute") else number


def compared(base, other):
    found = []
    for label in ("liver", "lesion"):
        pairs = [(a, b) for a in base for b in other if a["case"] == b["case"] and a["label"] == b["label"] == label]
        for measure in MEASURES:
            both = np.array([(value(a, measure), value(b, measure)) for a, b in pairs])
            if np.isnan(both).all():
                continue
            used = both[np.isfinite(both).all(axis=1)]
            found.append(difference(label, measure, both, used[:, 0], used[:, 1]))
    adjusted = multipletests([row["p_wilcoxon"] for row in found], method="holm")[1]
    for row, p in zip(found, adjusted):
        row.update(p_holm=p, family=len(found))
    return found


def difference(label, measure, both, a, b):
    # as many digits as both tables have: 0.8 - 0.6 and 0.4 - 0.2 are a tie
    d = np.round(b - a, 12)
    n = len(d)
    ranks = stats.rankdata(np.abs(d))
    plus, minus = ranks[d > 0].sum(), ranks[d < 0].sum()
    p = stats.wilcoxon(d, zero_method="pratt", method=stats.PermutationMethod(n_resamples=2 ** (n + 1))).pvalue
    interval = stats.bootstrap((d,), np.mean, n_resamples=100_000, method="BCa", rng=np.random.default_rng(1)).confidence_interval
    s = d.std(ddof=1)
    return dict(label=label, measure=measure, n=n, undefined_base=int(np.isnan(both[:, 0]).sum()), undefined_other=int(np.isnan(both[:, 1]).sum()),
                infinite_base=int(np.isinf(both[:, 0]).sum()), infinite_other=int(np.isinf(both[:, 1]).sum()), base_mean=a.mean(), other_mean=b.mean(),
                difference=d.mean(), difference_low=interval.low, difference_high=interval.high, median_difference=np.median(d), p_wilcoxon=p,
                p_paired_t=stats.ttest_rel(b, a).pvalue, rank_biserial=(plus - minus) / (plus + minus), cohens_dz=d.mean() / s,
                smallest_dz=TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8), w_plus=plus, w_minus=minus, zeros=int((d == 0).sum()),
                agreement_low=d.mean() - 1.96 * s, agreement_high=d.mean() + 1.96 * s)


def write(file, columns, rows):
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "w", newline="") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows([{name: row[name].item() if isinstance(row[name], np.generic) else row[name] for name in columns} for row in rows])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    base, other = tables()
    write(folder / "base" / "cases.csv", COLUMNS, base)
    write(folder / "other" / "cases.csv", COLUMNS, other)
    rows = compared(base, other)
    write(folder / "expected.csv", list(rows[0]), rows)
