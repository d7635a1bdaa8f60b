"""Norms, convolutions, pools and sorts of arrays in PyTorch, double precision: the loss and every gradient.

    python3 test/oracle/arrays.py > test/oracle/arrays.json

Parameters have the names of test/oracle/arrays.test.ts. The loss is the sum of all entries times weights R that tell them apart.
"""

import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261)
EPS = 1e-5


def numbers(*shape):
    """Three decimals in -2 ... 2, no two alike."""
    n = torch.Size(shape).numel()
    return torch.round(((torch.randperm(n) + 0.5) * 4 / n - 2) * 1000).reshape(shape) / 1000


def entry(name, made, **given):
    for v in given.values():
        v.requires_grad_(True)
    y = made(*given.values())
    r = numbers(*y.shape)
    loss = (y * r).sum()
    loss.backward()
    return {
        "name": name,
        "values": {k: v.tolist() for k, v in given.items()} | {"R": r.tolist()},
        "loss": loss.item(),
        "gradient": {k: v.grad.tolist() for k, v in given.items()},
    }


image, channels = (2, 6, 5, 3), 6
scale = lambda n=channels: {"l.g": numbers(n), "l.b": numbers(n)}
entries = [
    entry("batchnorm", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, EPS), X=numbers(*image), **scale()),
    entry("batchnorm of rows", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, EPS), X=numbers(7, 6), **scale()),
    entry("groupnorm", lambda x, g, b: F.group_norm(x, 3, g, b, EPS), X=numbers(*image), **scale()),
    entry("groupnorm of sequences", lambda x, g, b: F.group_norm(x, 2, g, b, EPS), X=numbers(2, 6, 5), **scale()),
    entry("instancenorm", lambda x, g, b: F.instance_norm(x, weight=g, bias=b, eps=EPS), X=numbers(*image), **scale()),
    entry("layernorm", lambda x, g, b: F.layer_norm(x, (3,), g, b, EPS), X=numbers(*image), **scale(3)),
    entry("layernorm of a vector", lambda x, g, b: F.layer_norm(x, (7,), g, b, EPS), X=numbers(7), **scale(7)),
    entry("convolution", lambda x, k, b: F.conv2d(x, k, b, stride=2, padding=1), X=numbers(2, 3, 7, 5), **{"l.K": numbers(4, 3, 3, 3), "l.b": numbers(4)}),
    entry("conv", lambda x, k: F.conv2d(x, k, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2), X=numbers(2, 4, 7, 5), K=numbers(6, 2, 3, 2)),
    entry("conv of sequences", lambda x, k: F.conv1d(x, k, stride=3, padding=2, dilation=2), X=numbers(3, 11), K=numbers(5, 3, 3)),
    entry("convtranspose", lambda x, k: F.conv_transpose2d(x, k, stride=(2, 3), dilation=(2, 1)), X=numbers(2, 3, 3, 2), K=numbers(3, 4, 3, 2)),
    entry("maxpool", lambda x: F.max_pool2d(x, (3, 2), stride=(2, 1)), X=numbers(2, 3, 7, 5)),
    entry("avgpool", lambda x: F.avg_pool2d(x, (3, 2), stride=(2, 1), padding=(1, 0)), X=numbers(2, 3, 7, 5)),
    entry("globalmaxpool", lambda x: x.amax((2, 3)), X=numbers(*image)),
    entry("globalavgpool", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), X=numbers(*image)),
    entry("sort", lambda x: x.sort(dim=1, stable=True).values, X=numbers(3, 7, 2)),
    entry("sort descending", lambda x: x.sort(dim=0, descending=True, stable=True).values, X=numbers(7, 3)),
    entry("topk", lambda x: x.topk(3, dim=-1).values, X=numbers(5, 7)),
    entry("median", lambda x: x.median(dim=0, keepdim=True).values, X=numbers(7, 3)),
    entry("flip", lambda x: x.flip((0, 2)), X=numbers(3, 5, 2)),
    entry("steps", lambda x: x[:, 1:7:3, ::2], X=numbers(2, 7, 5)),
    entry("matmul", lambda a, b: a @ b, A=numbers(2, 3, 5), B=numbers(2, 5, 7)),
    entry("takealong", lambda x: x.gather(1, torch.tensor([[2, 0], [4, 4], [1, 3]])), X=numbers(3, 5)),
]
print(json.dumps({"torch": torch.__version__, "entries": entries}))
