"""A U-Net as people write it in PyTorch, and what hepar's `unet` (norm: batch) calls the same arrays.

The networks are the same function; only the names of their arrays differ.
"""
import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)))


class UNet(nn.Module):
    def __init__(self, slices=1, classes=2, depth=4, base=16):
        super().__init__()
        channels = [base << level for level in range(depth + 1)]
        self.encoder = nn.ModuleList(Block(slices if level == 0 else channels[level - 1], channels[level]) for level in range(depth + 1))
        above = list(range(depth - 1, -1, -1))
        self.up = nn.ModuleList(nn.ConvTranspose2d(channels[level + 1], channels[level], 2, stride=2) for level in above)
        self.decoder = nn.ModuleList(Block(2 * channels[level], channels[level]) for level in above)
        self.head = nn.Conv2d(base, classes, 1)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(x)
            if level < len(self.encoder) - 1:
                skips.append(x)
                x = F.max_pool2d(x, 2)
        for up, block in zip(self.up, self.decoder):
            x = block(torch.cat([skips.pop(), up(x)], 1))
        return self.head(x)


def names(depth):
    """`names:` of `initial_weights`: hepar's names (or their beginnings) to those of this file."""
    result = {"down*.first": "encoder.*.conv1", "down*.first.norm": "encoder.*.bn1", "down*.second": "encoder.*.conv2", "down*.second.norm": "encoder.*.bn2"}
    for place, level in enumerate(range(depth, 0, -1)):
        result[f"up{level}.transposed"] = f"up.{place}"
        for ours, conv, norm in (("first", "conv1", "bn1"), ("second", "conv2", "bn2")):
            result[f"up{level}.{ours}"] = f"decoder.{place}.{conv}"
            result[f"up{level}.{ours}.norm"] = f"decoder.{place}.{norm}"
    return result


def names_yaml(depth):
    """The same as YAML on one line."""
    return "{" + ", ".join(f'"{ours}": "{theirs}"' for ours, theirs in names(depth).items()) + "}"


def from_hepar(tensors, depth):
    """A state_dict of this network from the arrays of a file that `hepar export` or a run wrote."""
    rules = sorted(names(depth).items(), key=lambda rule: -len(rule[0]))
    state = {}
    for name, tensor in tensors.items():
        theirs = name
        for ours, to in rules:
            level = name[4:name.index(".")] if ours.startswith("down*") and name.startswith("down") else None
            start, target = (ours.replace("*", level), to.replace("*", level)) if level is not None else (ours, to)
            if name.startswith(start + "."):
                theirs = target + name[len(start):]
                break
        state[theirs] = tensor
    return state
