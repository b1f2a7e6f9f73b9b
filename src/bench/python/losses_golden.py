"""Golden values for org.hepar.loss: losses and their gradients by PyTorch's own functions and autograd in double precision.

Cross entropy is torch.nn.functional.cross_entropy with class weights (reduction "sum", divided by the number of pixels that
count: PyTorch's "mean" divides by the sum of the weights); soft Dice is written with torch operations. The label 255 is ignored.

    pip install torch numpy
    python src/bench/python/losses_golden.py src/test/resources/org/hepar/loss/golden.json
"""
import json
import sys

import torch
import torch.nn.functional as F

IGNORED = 255
SIZE = (3, 5, 4)
DATA_SET = [900, 60]


def frequency(labels, maximum):
    """omega of Christ et al. 2017, eq. 1: background 1, foreground (not of the class) / (of the class)."""
    foreground = int((labels == 1).sum())
    background = int((labels == 0).sum())
    return [1.0, 1.0 if foreground == 0 else min(maximum, background / foreground)]


def entropy(logits, labels, weights):
    total = logits.new_zeros(())
    for n in range(len(labels)):
        row = torch.tensor(weights[n], dtype=logits.dtype)
        total = total + F.cross_entropy(logits[n:n + 1], labels[n:n + 1], weight=row, ignore_index=IGNORED, reduction="sum")
    return total / max(1, int((labels != IGNORED).sum()))


def dice(logits, labels, over, smooth):
    valid = (labels != IGNORED).to(logits.dtype)
    p = F.softmax(logits, dim=1)[:, 1] * valid
    r = (labels == 1).to(logits.dtype)
    groups = [slice(None)] if over == "batch" else [slice(n, n + 1) for n in range(len(labels))]
    losses = [1 - (2 * (p[g] * r[g]).sum() + smooth) / (p[g].sum() + r[g].sum() + smooth) for g in groups]
    return torch.stack(losses).mean()


def losses(labels):
    n = len(labels)
    data_set = [1.0, DATA_SET[0] / DATA_SET[1]]
    weights = {
        "uniform": [[1.0, 1.0]] * n,
        "fixed": [[1.0, 13.0]] * n,
        "batch": [frequency(labels, 1e9)] * n,
        "batch bounded": [frequency(labels, 2.0)] * n,
        "slice": [frequency(labels[i], 1e9) for i in range(n)],
        "data_set": [data_set] * n,
    }
    result = {"cross_entropy " + name: (lambda z, w=w: entropy(z, labels, w)) for name, w in weights.items()}
    for over in ("batch", "sample"):
        for smooth in (1.0, 1e-5):
            result[f"soft_dice {over} {smooth:g}"] = lambda z, o=over, s=smooth: dice(z, labels, o, s)
    result["sum"] = lambda z: entropy(z, labels, weights["uniform"]) + dice(z, labels, "batch", 1.0)
    return result


def labels_of(kind, generator):
    drawn = torch.rand(SIZE, generator=generator, dtype=torch.double)
    labels = (drawn > 0.7).long()
    if kind != "all count":
        labels[torch.rand(SIZE, generator=generator, dtype=torch.double) > 0.8] = IGNORED
    if kind == "a slice ignored":
        labels[1] = IGNORED
    if kind == "a slice without foreground":
        labels[2][labels[2] == 1] = 0
    if kind == "no foreground":
        labels[labels == 1] = 0
    return labels


def main(path):
    generator = torch.Generator().manual_seed(20170205)
    cases = []
    for kind in ("all count", "some ignored", "a slice ignored", "a slice without foreground", "no foreground"):
        labels = labels_of(kind, generator)
        # float32 values, so that both sides start from the same numbers
        values = (2 * torch.randn((SIZE[0], 2) + SIZE[1:], generator=generator, dtype=torch.double)).float().double()
        golden = {}
        for name, loss in losses(labels).items():
            logits = values.clone().requires_grad_(True)
            value = loss(logits)
            value.backward()
            golden[name] = {"value": value.item(), "gradient": [float(f"{g:.9g}") for g in logits.grad.flatten().tolist()]}
        cases.append({"kind": kind, "labels": [-1 if v == IGNORED else v for v in labels.flatten().tolist()],
                      "logits": values.flatten().tolist(), "losses": golden})
    with open(path, "w") as out:
        json.dump({"torch": torch.__version__, "shape": list(SIZE), "data_set": DATA_SET, "cases": cases}, out, separators=(",", ":"))
        out.write("\n")


main(sys.argv[1])
