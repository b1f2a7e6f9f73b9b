"""Times a training step and a forward pass of a U-Net like hepar's in PyTorch (pip install torch==2.7.1), 2 threads.

Usage: python training_step.py SIZE BATCH BASE_CHANNELS STEPS
Four levels, two 3x3 convolutions with batch norm and ReLU each, 2x2 pooling and transposed convolutions; weighted cross entropy and Adam;
PyTorch's default memory format and channels_last.
"""
import os
import statistics
import sys
import time

import torch
from torch import nn

torch.set_num_threads(2)
torch.set_num_interop_threads(1)


def double_convolution(inputs, outputs):
    layers = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, base, depth=3):
        super().__init__()
        widths = [base * 2 ** level for level in range(depth + 1)]
        self.down = nn.ModuleList([double_convolution(1, base)] + [double_convolution(a, b) for a, b in zip(widths, widths[1:])])
        self.rise = nn.ModuleList([nn.ConvTranspose2d(b, a, 2, 2) for a, b in reversed(list(zip(widths, widths[1:])))])
        self.up = nn.ModuleList([double_convolution(2 * width, width) for width in reversed(widths[:-1])])
        self.head = nn.Conv2d(base, 2, 1)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for rise, block in zip(self.rise, self.up):
            x = block(torch.cat([skips.pop(), rise(x)], 1))
        return self.head(x)


def median_ms(work, steps):
    seconds = []
    for i in range(steps + 5):
        began = time.perf_counter()
        work()
        if i >= 5:
            seconds.append(time.perf_counter() - began)
    return 1e3 * statistics.median(seconds)


tuned = ", tuned" if "GOMP_SPINCOUNT" in os.environ else ""
size, batch, base, steps = (int(argument) for argument in sys.argv[1:5])
for name, layout in (("default", torch.contiguous_format), ("channels_last", torch.channels_last)):
    torch.manual_seed(0)
    net = UNet(base).to(memory_format=layout)
    optimiser = torch.optim.Adam(net.parameters(), 1e-3)
    image = torch.rand(batch, 1, size, size).contiguous(memory_format=layout)
    weights = torch.tensor([1.0, 3.0])
    labels = (torch.rand(batch, size, size) > 0.7).long()

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(net(image), labels, weights)
        loss.backward()
        optimiser.step()
        return loss.item()

    trained = median_ms(step, steps)
    net.eval()
    with torch.inference_mode():
        forward = median_ms(lambda: net(image), steps)
    print(f"PyTorch{tuned}  {size} x {size}, batch {batch}, base {base}, {name}: step {trained:.0f} ms, forward {forward:.0f} ms", flush=True)
