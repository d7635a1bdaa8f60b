"""The networks of networks.ts in PyTorch: microseconds a pass forward and back, as JSON."""
import json
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def per_call(run, parameters):
    def once():
        for p in parameters:
            p.grad = None
        run().backward()

    for _ in range(20):
        once()
    chunks = []
    for _ in range(7):
        start = time.perf_counter()
        calls = 0
        while time.perf_counter() - start < 0.04:
            once()
            calls += 1
        chunks.append((time.perf_counter() - start) / calls * 1e6)
    return statistics.median(chunks)


def param(*sizes):
    return torch.randn(*sizes, requires_grad=True)


def convolutions(n, side, first, second, flat):
    x, y = torch.randn(n, 1, side, side), torch.randn(n, 10)
    k1, k2, w = param(first, 1, 3, 3), param(second, first, 3, 3), param(flat, 10)

    def run():
        h = F.relu(F.conv2d(F.max_pool2d(F.relu(F.conv2d(x, k1)), 2), k2))
        return ((h.reshape(n, flat) @ w - y) ** 2).sum() / 2

    return per_call(run, [k1, k2, w])


def embedding():
    e, w = param(1000, 16), param(16, 50)
    i, t = torch.randint(0, 1000, (32,)), torch.randint(0, 50, (32,))
    return per_call(lambda: F.cross_entropy(e[i] @ w, t), [e, w])


def lstm():
    layer, x = nn.LSTM(3, 16), torch.randn(20, 1, 3)
    return per_call(lambda: (layer(x)[0][-1] ** 2).sum(), list(layer.parameters()))


def transformer():
    layer, x = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0), torch.randn(16, 1, 16)
    return per_call(lambda: (layer(x) ** 3).sum(), list(layer.parameters()))


print(json.dumps({
    "two convolutions, 8 images of 12 by 12": convolutions(8, 12, 4, 8, 72),
    "two convolutions, 32 images of 28 by 28": convolutions(32, 28, 8, 16, 1936),
    "embedding, 32 of 1000 words": embedding(),
    "LSTM of 16 units, 20 steps": lstm(),
    "transformer block, 16 rows of 16": transformer(),
}))
