"""Golden files for org.hepar.train: weights and TorchScript files as PyTorch writes them, with inputs and outputs.

    pip install torch==2.7.1 safetensors
    python src/bench/python/transfer_golden.py src/test/resources/org/hepar/train/torch
"""
import io
import sys
import zipfile
from pathlib import Path

import torch
from torch import nn
from safetensors.torch import save_file

from torch_unet import UNet

DEPTH = 2
BASE = 3


class Scores(nn.Module):
    """A network of three classes that looks at three neighbouring slices."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        y = 4 * self.conv(x)
        if self.kind == "probabilities":
            return torch.softmax(y, 1)
        if self.kind == "halved":
            return nn.functional.avg_pool2d(y, 2)
        return y


class Tuple(nn.Module):
    def forward(self, x):
        return x, x


def learned(network):
    """Weights and running statistics that are not those of the start."""
    for name, values in network.state_dict().items():
        if name.endswith("running_var") or name.endswith(("bn1.weight", "bn2.weight")):
            values.uniform_(0.5, 2)
        elif values.dtype.is_floating_point and values.ndim == 1:
            values.normal_(0, 0.3)
        elif not values.dtype.is_floating_point:
            values.fill_(7)
    return network.eval()


def save(module, file):
    """Without the entries for debugging, which hold paths of the machine that made them."""
    made = io.BytesIO()
    torch.jit.save(module, made)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as out:
        for entry in archive.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                out.writestr(zipfile.ZipInfo(entry.filename), archive.read(entry))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    with torch.no_grad():
        network = learned(UNet(depth=DEPTH, base=BASE))
        save_file(network.state_dict(), folder / "unet-state_dict.safetensors")
        slices = torch.rand(2, 1, 16, 24)
        save_file({"slices": slices, "logits": network(slices)}, folder / "unet-expected.safetensors")
        save_file({"half": torch.tensor([1.5, -2, 6e-8, 65504]).half(), "brain": torch.tensor([1.5, -3.140625]).bfloat16(),
                   "double": torch.tensor([0.1, -1e300], dtype=torch.float64), "count": torch.tensor(3)}, folder / "types.safetensors")
        scores = Scores("logits").eval()
        slices = torch.rand(1, 3, 8, 8)
        save(torch.jit.trace(scores, slices), folder / "logits.pt")
        save_file({"slices": slices, "logits": scores(slices)}, folder / "logits-expected.safetensors")
        for kind in ("probabilities", "halved"):
            save(torch.jit.trace(Scores(kind).eval(), slices), folder / f"{kind}.pt")
        save(torch.jit.trace(Tuple(), slices), folder / "tuple.pt")
        torch.save(scores.state_dict(), folder / "state_dict.pt")


if __name__ == "__main__":
    main()
