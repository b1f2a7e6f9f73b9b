"""Golden values for org.hepar.stat, from implementations that share no code with it.

Signed-rank tests by SciPy (method "exact" without ties, a permutation test over all 2^n signs with ties or zeros, "asymptotic"
above 50 pairs), which must agree with an enumeration in this script; paired t by SciPy; BCa intervals by SciPy, made twenty times
with 10,000 resamples each, so that their Monte Carlo error is known; Holm and power by statsmodels.

    pip install numpy "scipy>=1.13" statsmodels
    python src/bench/python/statistics_golden.py src/test/resources/org/hepar/stat/golden.json
"""
import json
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

SEED = 20180101
RUNS = 20
RESAMPLES = 10_000

# Efron & Tibshirani 1993, table 14.1: spatial test, A
SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]


def enumerated(differences, variant):
    """Two-sided p over all signs of the non-zero differences, from the definition."""
    differences = differences[differences != 0] if variant == "wilcox" else differences
    ranks = stats.rankdata(np.abs(differences))[differences != 0]
    positive = differences[differences != 0] > 0
    signs = (np.arange(2 ** len(ranks))[:, None] >> np.arange(len(ranks))) & 1
    far = np.abs(ranks[positive].sum() - ranks.sum() / 2)
    return float((np.abs(signs @ ranks - ranks.sum() / 2) >= far - 1e-9).mean())


def signed_rank(rng):
    """Pairs are whole numbers, so that differences are exact; second is drawn apart from first."""
    sizes = [(n, 10 ** 6) for n in (1, 2, 5, 6, 8, 13, 20, 31, 40, 49, 50)]
    sizes += [(n, spread) for n in (4, 7, 10, 12, 14) for spread in (2, 4, 9)]
    sizes += [(n, spread) for n in (60, 75, 131, 300) for spread in (3, 12, 10 ** 6)]
    for n, spread in sizes:
        first = rng.integers(0, spread + 1, n)
        second = rng.integers(0, spread + 1, n) - int(rng.integers(0, 2)) * (spread // 4)
        differences = first - second
        nonzero = int((differences != 0).sum())
        plain = nonzero == n and len(np.unique(np.abs(differences))) == n
        if nonzero == 0 or (n > 50 and nonzero <= 50):
            continue
        for variant in ("wilcox", "pratt"):
            if n > 50:
                name, method = "normal", "asymptotic"
            else:
                name, method = "exact", "exact" if plain else stats.PermutationMethod(n_resamples=np.inf)
            result = stats.wilcoxon(differences, zero_method=variant, method=method, correction=True)
            if n <= 14:
                assert np.isclose(result.pvalue, enumerated(differences, variant), rtol=1e-12), "SciPy differs from the enumeration"
            kept = differences if variant == "pratt" else differences[differences != 0]
            ranks = stats.rankdata(np.abs(kept))
            plus, minus = float(ranks[kept > 0].sum()), float(ranks[kept < 0].sum())
            assert result.statistic == min(plus, minus)
            yield {"first": first.tolist(), "second": second.tolist(), "variant": variant, "method": name, "w_plus": plus,
                   "w_minus": minus, "zeros": n - nonzero, "p": float(result.pvalue)}


def paired_t(rng):
    for n, level in ((2, 0.95), (3, 0.9), (10, 0.95), (57, 0.99), (131, 0.95)):
        first = rng.normal(0.7, 0.2, n).round(6)
        second = (first - rng.normal(0.03, 0.1, n)).round(6)
        result = stats.ttest_rel(first, second)
        interval = result.confidence_interval(level)
        yield {"first": first.tolist(), "second": second.tolist(), "level": level, "t": float(result.statistic), "df": int(result.df),
               "p": float(result.pvalue), "low": float(interval.low), "high": float(interval.high)}


def bca(rng):
    def sample_mean(x, axis):
        return np.mean(x, axis=axis)

    def ratio(a, b, axis):
        return a.sum(axis=axis) / b.sum(axis=axis)

    references = rng.integers(1, 12, 25)
    found = rng.binomial(references, rng.beta(4, 1.5, 25))
    cases = [
        ("mean", [rng.lognormal(0, 1, 20).round(6)], sample_mean, 0.95),
        ("mean", [rng.beta(9, 1, 40).round(6)], sample_mean, 0.9),
        ("mean", [rng.integers(0, 4, 15).astype(float)], sample_mean, 0.95),
        ("median", [rng.gamma(2, 5, 31).round(6)], np.median, 0.95),
        ("variance", [np.array(SPATIAL, float)], np.var, 0.9),
        ("ratio", [found.astype(float), references.astype(float)], ratio, 0.95),
    ]
    for statistic, data, function, level in cases:
        ends = np.array([
            stats.bootstrap(data, function, n_resamples=RESAMPLES, confidence_level=level, method="BCa", paired=len(data) > 1, vectorized=True,
                            rng=np.random.default_rng([SEED, run])).confidence_interval
            for run in range(RUNS)])
        yield {"statistic": statistic, "data": [column.tolist() for column in data], "level": level, "estimate": float(function(*data, axis=0)),
               "low": float(ends[:, 0].mean()), "high": float(ends[:, 1].mean()),
               "low_sd": float(ends[:, 0].std(ddof=1)), "high_sd": float(ends[:, 1].std(ddof=1))}


def holm(rng):
    families = [[0.01, 0.04, 0.03, 0.005], [0.02], [0.5, 0.5, 0.5], [0.9, 0.8, 0.0, 1.0], (rng.random(12) ** 3).round(6).tolist()]
    return [{"p": family, "adjusted": multipletests(family, method="holm")[1].tolist()} for family in families]


def power():
    test = TTestPower()
    for n, alpha, wanted in ((2, 0.05, 0.8), (3, 0.05, 0.8), (5, 0.05, 0.8), (6, 0.05, 0.9), (10, 0.01, 0.8), (20, 0.05, 0.8), (57, 0.05, 0.8),
                             (131, 0.05, 0.95), (1000, 0.05, 0.8)):
        # solve_power stops up to 2e-5 from the root (n = 1000); the power function itself is exact to rounding, or NaN
        effect = float(test.solve_power(nobs=n, alpha=alpha, power=wanted, alternative="two-sided"))
        powers = [(dz, float(test.power(dz, n, alpha, alternative="two-sided"))) for dz in (effect, effect / 2, effect / 7)]
        powers = [(dz, value) for dz, value in powers if not np.isnan(value)]
        assert len(powers) >= 2, "statsmodels knows too few powers"
        yield {"n": n, "alpha": alpha, "power": wanted, "effect": effect, "dz": [dz for dz, _ in powers], "powers": [value for _, value in powers]}


def main(path):
    rng = np.random.default_rng(SEED)
    golden = {"signed_rank": list(signed_rank(rng)), "paired_t": list(paired_t(rng)), "bca": list(bca(rng)), "holm": holm(rng),
              "power": list(power())}
    with open(path, "w") as file:
        parts = [json.dumps(name) + ": [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in golden.items()]
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
