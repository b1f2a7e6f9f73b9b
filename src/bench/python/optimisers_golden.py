"""Golden values of the optimisers and schedules: 20 steps of each pair on a fixed sequence of gradients, by PyTorch's own.

Usage: python src/bench/python/optimisers_golden.py > src/test/resources/org/hepar/train/optimisers.json      (torch==2.7.1)

Three parameters (a weight, a norm's scale, a bias) start at fixed values and see the gradients that are written beside the
results. Weight decay is given to the weight only, or to all (`decay_norms_and_biases`). Weights are kept after steps 1, 2, 10, 20,
learning rates of all steps. OneCycleLR runs with cycle_momentum=False: the momentum is not part of the schedule here.
"""
import json

import torch

STEPS = 20
KEPT = (1, 2, 10, 20)
START = {"a.weight": [0.8, -0.5, 0.3, -1.2], "a.norm.weight": [1.0, 0.9], "a.bias": [0.1, -0.2]}
generator = torch.Generator().manual_seed(20)
GRADIENTS = [{name: (torch.randn(len(values), generator=generator) * 0.5 + torch.tensor(values) * 0.3).tolist()
              for name, values in START.items()} for _ in range(STEPS)]

OPTIMISERS = {
    "sgd, momentum 0": (torch.optim.SGD, dict(lr=0.1, momentum=0.0, weight_decay=0.01)),
    "sgd, momentum 0.8": (torch.optim.SGD, dict(lr=0.05, momentum=0.8, weight_decay=0.0005)),
    "sgd, nesterov": (torch.optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.001)),
    "adam": (torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.02)),
    "adam, epsilon 0.1": (torch.optim.Adam, dict(lr=0.05, betas=(0.9, 0.999), eps=0.1, weight_decay=0.0005)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)),
}
SCHEDULERS = {
    "constant": lambda o: torch.optim.lr_scheduler.ConstantLR(o, factor=1, total_iters=0),
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=6, gamma=0.1),
    "polynomial": lambda o: torch.optim.lr_scheduler.PolynomialLR(o, total_iters=STEPS, power=0.9),
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.01 * o.param_groups[0]["lr"]),
    "one_cycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, max_lr=[g["lr"] for g in o.param_groups], total_steps=STEPS, pct_start=0.3,
                                                               cycle_momentum=False),
}


def run(make, settings, schedule, decay_all):
    parameters = {name: torch.nn.Parameter(torch.tensor(values)) for name, values in START.items()}
    spared = dict(settings) if decay_all else dict(settings, weight_decay=0.0)
    groups = [dict(params=[parameters["a.weight"]], **settings), dict(params=[parameters["a.norm.weight"], parameters["a.bias"]], **spared)]
    optimiser = make(groups)
    scheduler = SCHEDULERS[schedule](optimiser)
    rates, kept = [], {}
    for step, gradients in enumerate(GRADIENTS, 1):
        for name, parameter in parameters.items():
            parameter.grad = torch.tensor(gradients[name])
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
        if step in KEPT:
            kept[str(step)] = {name: parameter.tolist() for name, parameter in parameters.items()}
    return {"rates": rates, "weights": kept}


runs = []
for name, (make, settings) in OPTIMISERS.items():
    for schedule in SCHEDULERS:
        for decay_all in ((False, True) if schedule == "cosine" else (False,)):
            runs.append(dict(optimiser=name, schedule=schedule, decay_norms_and_biases=decay_all, **run(make, settings, schedule, decay_all)))
print(json.dumps({"source": f"PyTorch {torch.__version__}, src/bench/python/optimisers_golden.py", "start": START, "gradients": GRADIENTS, "runs": runs}))
