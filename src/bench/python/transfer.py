"""PyTorch's side of src/bench/transfer.sh: weights of a U-Net to hepar, and hepar's back.

    python transfer.py make FOLDER                         trains a small U-Net; writes its state_dict, slices and its scores of them, start.yaml
    python transfer.py compare EXPECTED FOUND              scores of two safetensors files
    python transfer.py back FOLDER                         opens exported.pt and exported.safetensors, holds both against scores.safetensors
"""
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, safe_open, save_file

from torch_unet import UNet, from_hepar, names_yaml

DEPTH = 3
BASE = 8
SIDE = 64
STEPS = 40
ALLOWED = 1e-5  # of the largest score


def squares(count, side, generator):
    """Noisy slices with a bright square each, and where it is."""
    slices = 0.3 * torch.rand(count, 1, side, side, generator=generator)
    labels = torch.zeros(count, side, side, dtype=torch.long)
    for n in range(count):
        y, x, size = (int(torch.randint(low, high, (1,), generator=generator)) for low, high in ((4, 30), (4, 30), (8, 24)))
        slices[n, 0, y:y + size, x:x + size] += 0.4
        labels[n, y:y + size, x:x + size] = 1
    return slices, labels


def make(folder):
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(2)
    network = UNet(depth=DEPTH, base=BASE)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3)
    for step in range(STEPS):
        slices, labels = squares(4, SIDE, generator)
        loss = F.cross_entropy(network(slices), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    slices, labels = squares(4, SIDE, generator)
    with torch.no_grad():
        scores = network(slices)
    found = scores.argmax(1) == 1
    print(f"PyTorch {torch.__version__}: {STEPS} steps, last loss {loss.item():.3f}, Dice of the squares {2 * (found & (labels == 1)).sum() / (found.sum() + (labels == 1).sum()):.3f}")
    save_file(network.state_dict(), folder / "pytorch.safetensors")
    save_file({"slices": slices, "logits": scores}, folder / "scores-pytorch.safetensors")
    layers = f"{{type: unet, slices: 1, depth: {DEPTH}, base_channels: {BASE}, norm: batch, dropout: 0}}"
    (folder / "start.yaml").write_text(f"network: {layers}\ninitial_weights: {{type: safetensors, file: pytorch.safetensors, names: {names_yaml(DEPTH)}, "
                                       "drawn: [], missing: refuse, unused: refuse}\n")
    (folder / "again.yaml").write_text(f"network: {layers}\ninitial_weights: {{type: safetensors, file: exported.safetensors, names: {{}}, "
                                       "drawn: [], missing: refuse, unused: refuse}\n")


def compare(what, expected, found):
    scale = expected.abs().max().item()
    scores = (expected - found).abs().max().item()
    probabilities = (expected.softmax(1) - found.softmax(1)).abs().max().item()
    print(f"{what}: largest difference of scores {scores:.1e} (largest score {scale:.1f}: {scores / scale:.1e} of it), of probabilities {probabilities:.1e}")
    if not (scores <= ALLOWED * scale and probabilities <= ALLOWED):
        sys.exit(f"{what}: more than {ALLOWED}")


def back(folder):
    here = load_file(folder / "scores-hepar.safetensors")["logits"]
    slices = load_file(folder / "scores-pytorch.safetensors")["slices"]
    extra = {"hepar.json": ""}
    module = torch.jit.load(str(folder / "exported.pt"), _extra_files=extra)
    metadata = json.loads(extra["hepar.json"])
    print("hepar.json in exported.pt: " + ", ".join(sorted(metadata)))
    with safe_open(folder / "exported.safetensors", "pt") as stored:
        for key, value in stored.metadata().items():
            assert metadata[key] == value, key
    network = UNet(depth=DEPTH, base=BASE)
    lacking, unknown = network.load_state_dict(from_hepar(load_file(folder / "exported.safetensors"), DEPTH), strict=False)
    assert not unknown and all(name.endswith("num_batches_tracked") for name in lacking), (lacking, unknown)
    network.eval()
    with torch.no_grad():
        compare("exported.pt in PyTorch beside hepar", here, module(slices))
        compare("exported.safetensors in PyTorch's U-Net beside hepar", here, network(slices))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    elif sys.argv[1] == "compare":
        compare("PyTorch's weights here beside PyTorch", load_file(sys.argv[2])["logits"], load_file(sys.argv[3])["logits"])
    else:
        back(Path(sys.argv[2]))
