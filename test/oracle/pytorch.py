#!/usr/bin/env python3
"""Networks as PyTorch has them, in float64: test/oracle/torch.json is what this prints.

    /usr/bin/python3 test/oracle/pytorch.py > test/oracle/torch.json

A network is a function. The annotations of its parameters say what each is and its shape; the body is the loss, made of
torch.nn where that has the thing. Values are drawn from the function's name and rounded to three places. `lr` is the
rate of plain gradient descent on all `weight`s. `l1__W` is the field `l1.W` of a layer. Numbers of entries are written
from 1, as in the language, and labels of classes from 0.
"""
import inspect
import json
import math
import random
import re
import textwrap

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.nn.utils.stateless import functional_call

torch.set_default_dtype(torch.float64)
networks = []


def kind(role, draw, **options):
    return lambda *shape: {"role": role, "draw": draw, "shape": shape, **options}


def entries(draw):
    """Every entry by itself."""
    def filled(rng, shape):
        return draw(rng) if not shape else [filled(rng, shape[1:]) for _ in range(shape[0])]
    return filled


def rows(draw):
    """The entries of the last axis together."""
    def filled(rng, shape):
        return draw(rng, shape[0]) if len(shape) == 1 else [filled(rng, shape[1:]) for _ in range(shape[0])]
    return filled


def shares(rng, n):
    parts = [round(rng.uniform(0.1, 1) / n, 3) for _ in range(n - 1)]
    return [*parts, round(1 - sum(parts), 3)]


def one_of(rng, n):
    k = rng.randrange(n)
    return [1.0 if i == k else 0.0 for i in range(n)]


real = entries(lambda rng: round(rng.uniform(-1.3, 1.3), 3))
data = kind("input", real)
weight = kind("param", real)
near_one = kind("param", entries(lambda rng: round(rng.uniform(0.6, 1.4), 3)))
positive = kind("input", entries(lambda rng: round(rng.uniform(0.4, 1.6), 3)))
counts = kind("input", entries(lambda rng: float(rng.randrange(5))))
bits = kind("input", entries(lambda rng: float(rng.randrange(2))))
signs = kind("input", entries(lambda rng: rng.choice([-1.0, 1.0])))
shared = kind("input", rows(shares))
onehot = kind("input", rows(one_of))


def labels(classes, *shape):
    return {"role": "input", "draw": entries(lambda rng: rng.randrange(classes)), "shape": shape, "whole": True}


def numbers(most, *shape):
    return {"role": "input", "draw": entries(lambda rng: rng.randrange(1, most + 1)), "shape": shape, "whole": True}


def given(value):
    return {"role": "input", "draw": lambda rng, shape: value, "shape": tuple(torch.tensor(value).shape)}


def network(title, lr=0.1):
    def add(loss):
        networks.append((loss.__name__.strip("_").replace("_", "-"), title, lr, loss))
        return loss
    return add


def tensor(of, value):
    return torch.tensor(value, dtype=torch.int64 if of.get("whole") else torch.float64, requires_grad=of["role"] == "param")


def run(name, title, lr, loss):
    rng = random.Random(name)
    drawn = {p: (of, of["draw"](rng, of["shape"])) for p, of in inspect.get_annotations(loss).items()}
    given_now = {p: tensor(of, value) for p, (of, value) in drawn.items()}
    parameters = [p for p, (of, _) in drawn.items() if of["role"] == "param"]
    losses, first = [], {}
    for step in range(11):
        value = loss(**given_now)
        losses.append(value.item())
        slopes = torch.autograd.grad(value, [given_now[p] for p in parameters])
        if step == 0:
            first = dict(zip(parameters, slopes))
        for p, slope in zip(parameters, slopes):
            given_now[p] = (given_now[p] - lr * slope).detach().requires_grad_()
    spelt = lambda p: p.replace("__", ".")
    listed = lambda role: [{"name": spelt(p), "shape": of["shape"], "value": v} for p, (of, v) in drawn.items() if of["role"] == role]
    body = textwrap.dedent(inspect.getsource(loss)).split(":\n", 1)[1]
    return {
        "id": name, "title": title, "program": textwrap.dedent(body).rstrip().split("\n"), "inputs": listed("input"), "parameters": listed("param"),
        "lr": lr, "loss": losses[0], "gradient": {spelt(p): g.tolist() for p, g in first.items()}, "loss_after_1": losses[1], "loss_after_10": losses[10],
    }


def call(module, *inputs, **weights):
    """A module of torch.nn with these tensors for its parameters; `a__b` is the parameter `a.b`."""
    return functional_call(module, {name.replace("__", "."): value for name, value in weights.items()}, inputs)


def recurrent(module, *inputs, **weights):
    """The same for nn.RNN, LSTM and GRU, which keep a list of their weights."""
    module._flat_weights = [weights[name] for name in module._flat_weights_names]
    return module(*inputs)


# ---------------------------------------------------------------- activations, side by side on one input

@network("Rectified linear units of all kinds", 0.05)
def activations_rectified(X: data(5, 3), Y: data(5, 2), W1: weight(2, 3), W2: weight(2, 3), W3: weight(2, 3), W4: weight(2, 3), W5: weight(2, 3), W6: weight(2, 3), W7: weight(2, 3), a: weight(2)):
    # PyTorch's own gradient of celu takes 1/alpha in single precision, which is exact for 0.5.
    outputs = [
        F.relu(X @ W1.T), F.leaky_relu(X @ W2.T, 0.2), F.prelu(X @ W3.T, a), F.elu(X @ W4.T, 0.7),
        F.selu(X @ W5.T), F.celu(X @ W6.T, 0.5), F.relu6(5 * X @ W7.T),
    ]
    return sum(F.mse_loss(o, Y) for o in outputs)


@network("Smooth activations")
def activations_smooth(X: data(5, 3), Y: data(5, 2), W1: weight(2, 3), W2: weight(2, 3), W3: weight(2, 3), W4: weight(2, 3), W5: weight(2, 3), W6: weight(2, 3), W7: weight(2, 3), W8: weight(2, 3), W9: weight(2, 3), W10: weight(2, 3), W11: weight(2, 3)):
    outputs = [
        torch.sigmoid(X @ W1.T), torch.tanh(X @ W2.T), F.softplus(X @ W3.T), F.softplus(X @ W4.T, beta=2), F.softsign(X @ W5.T), F.silu(X @ W6.T),
        F.mish(X @ W7.T), F.gelu(X @ W8.T), F.gelu(X @ W9.T, approximate="tanh"), F.logsigmoid(X @ W10.T), F.tanhshrink(X @ W11.T),
    ]
    return sum(F.mse_loss(o, Y) for o in outputs)


@network("Activations of straight pieces")
def activations_pieces(X: data(5, 3), Y: data(5, 2), W1: weight(2, 3), W2: weight(2, 3), W3: weight(2, 3), W4: weight(2, 3), W5: weight(2, 3), W6: weight(2, 3)):
    # PyTorch's own gradient of hardsigmoid takes 1/6 in single precision; this is how its pages define it.
    outputs = [
        F.hardtanh(X @ W1.T, -0.5, 0.7), F.relu6(2 * X @ W2.T + 3) / 6, F.hardswish(2 * X @ W3.T),
        F.hardshrink(X @ W4.T, 0.4), F.softshrink(X @ W5.T, 0.3), F.threshold(X @ W6.T, 0.1, -0.3),
    ]
    return sum(F.mse_loss(o, Y) for o in outputs)


@network("Activations over an axis")
def activations_axis(X: data(5, 3), Y: data(5, 2), W1: weight(2, 3), W2: weight(2, 3), W3: weight(2, 3), W4: weight(4, 3), W5: weight(2, 3)):
    outputs = [F.softmax(X @ W1.T, 1), F.softmin(X @ W2.T, 1), F.log_softmax(X @ W3.T, 1), F.glu(X @ W4.T, 1), F.normalize(X @ W5.T, dim=1)]
    return sum(F.mse_loss(o, Y) for o in outputs)


@network("Three layers with maxout of two pieces", 0.05)
def maxout(X: data(5, 3), Y: data(5, 2), W1: weight(2, 7, 3), b1: weight(2, 7), W2: weight(2, 7), b2: weight(2)):
    h = torch.maximum(F.linear(X, W1[0], b1[0]), F.linear(X, W1[1], b1[1]))
    return F.mse_loss(F.linear(h, W2, b2), Y)


@network("Deep: 3-7-5-2, tanh", 0.2)
def deep(X: data(11, 3), Y: data(11, 2), W1: weight(7, 3), b1: weight(7), W2: weight(5, 7), b2: weight(5), W3: weight(2, 5), b3: weight(2)):
    net = nn.Sequential(nn.Linear(3, 7), nn.Tanh(), nn.Linear(7, 5), nn.Tanh(), nn.Linear(5, 2))
    o = functional_call(net, {"0.weight": W1, "0.bias": b1, "2.weight": W2, "2.bias": b2, "4.weight": W3, "4.bias": b3}, X)
    return F.mse_loss(o, Y)


# ---------------------------------------------------------------- losses, each on a linear layer or a small network

@network("L1Loss")
def loss_l1(X: data(5, 3), Y: data(5, 2), W: weight(2, 3), b: weight(2)):
    return F.l1_loss(F.linear(X, W, b), Y)


@network("MSELoss, sum", 0.02)
def loss_mse_sum(X: data(5, 3), Y: data(5, 2), W: weight(2, 3), b: weight(2)):
    return F.mse_loss(F.linear(X, W, b), Y, reduction="sum")


@network("SmoothL1Loss, beta 0.7")
def loss_smoothl1(X: data(7, 3), Y: data(7, 2), W: weight(2, 3), b: weight(2)):
    return F.smooth_l1_loss(F.linear(X, W, b), Y, beta=0.7)


@network("HuberLoss, delta 0.7")
def loss_huber(X: data(7, 3), Y: data(7, 2), W: weight(2, 3), b: weight(2)):
    return F.huber_loss(F.linear(X, W, b), Y, delta=0.7)


@network("CrossEntropyLoss of labels")
def loss_crossentropy(X: data(7, 3), t: labels(5, 7), W: weight(5, 3), b: weight(5)):
    return F.cross_entropy(F.linear(X, W, b), t)


@network("CrossEntropyLoss of probabilities")
def loss_crossentropy_soft(X: data(7, 3), Y: shared(7, 5), W: weight(5, 3), b: weight(5)):
    return F.cross_entropy(F.linear(X, W, b), Y)


@network("CrossEntropyLoss, label smoothing 0.1")
def loss_crossentropy_smoothed(X: data(7, 3), t: labels(5, 7), W: weight(5, 3), b: weight(5)):
    return F.cross_entropy(F.linear(X, W, b), t, label_smoothing=0.1)


@network("CrossEntropyLoss, weights of classes")
def loss_crossentropy_weighted(X: data(7, 3), t: labels(5, 7), c: positive(5), W: weight(5, 3), b: weight(5)):
    return F.cross_entropy(F.linear(X, W, b), t, weight=c)


@network("CrossEntropyLoss by pixel")
def loss_crossentropy_pixels(X: data(2, 3, 5, 7), t: labels(3, 2, 5, 7), K: weight(3, 3, 3, 3), b: weight(3)):
    return F.cross_entropy(F.conv2d(X, K, b, padding=1), t)


@network("NLLLoss of LogSoftmax")
def loss_nll(X: data(7, 3), t: labels(5, 7), W: weight(5, 3), b: weight(5)):
    return F.nll_loss(F.log_softmax(F.linear(X, W, b), 1), t)


@network("BCELoss of Sigmoid", 0.5)
def loss_bce(X: data(7, 3), Y: bits(7, 1), W: weight(1, 3), b: weight(1)):
    return F.binary_cross_entropy(torch.sigmoid(F.linear(X, W, b)), Y)


@network("BCEWithLogitsLoss, several labels, weights of positives")
def loss_bcelogits(X: data(7, 3), Y: bits(7, 2), c: positive(2), W: weight(2, 3), b: weight(2)):
    return F.binary_cross_entropy_with_logits(F.linear(X, W, b), Y, pos_weight=c)


@network("KLDivLoss, batchmean")
def loss_kldiv(X: data(7, 3), Y: shared(7, 5), W: weight(5, 3), b: weight(5)):
    return F.kl_div(F.log_softmax(F.linear(X, W, b), 1), Y, reduction="batchmean")


@network("Distillation at temperature 3: KLDivLoss and cross-entropy")
def loss_distillation(X: data(7, 3), t: labels(5, 7), Z: data(7, 5), W: weight(5, 3), b: weight(5)):
    o = F.linear(X, W, b)
    soft = F.kl_div(F.log_softmax(o / 3, 1), F.softmax(Z / 3, 1), reduction="batchmean") * 9
    return 0.7 * soft + 0.3 * F.cross_entropy(o, t)


@network("PoissonNLLLoss")
def loss_poisson(X: data(7, 3), Y: counts(7, 2), W: weight(2, 3), b: weight(2)):
    return F.poisson_nll_loss(F.linear(X, W, b), Y)


@network("GaussianNLLLoss with learnt variances", 0.05)
def loss_gaussian(X: data(7, 3), Y: data(7, 2), W: weight(2, 3), b: weight(2), V: weight(2, 3), c: weight(2)):
    return F.gaussian_nll_loss(F.linear(X, W, b), Y, F.softplus(F.linear(X, V, c)))


@network("SoftMarginLoss")
def loss_softmargin(X: data(7, 3), Y: signs(7, 2), W: weight(2, 3), b: weight(2)):
    return F.soft_margin_loss(F.linear(X, W, b), Y)


@network("MultiMarginLoss: the hinge of several classes")
def loss_multimargin(X: data(7, 3), t: labels(5, 7), W: weight(5, 3), b: weight(5)):
    return F.multi_margin_loss(F.linear(X, W, b), t)


@network("MultiLabelSoftMarginLoss")
def loss_multilabel(X: data(7, 3), Y: bits(7, 5), W: weight(5, 3), b: weight(5)):
    return F.multilabel_soft_margin_loss(F.linear(X, W, b), Y)


@network("MarginRankingLoss: RankNet with a margin")
def loss_ranking(A: data(7, 3), B: data(7, 3), Y: signs(7, 1), W: weight(1, 3)):
    return F.margin_ranking_loss(F.linear(A, W), F.linear(B, W), Y, margin=0.5)


@network("HingeEmbeddingLoss")
def loss_hingeembedding(X: data(7, 3), Y: signs(7, 2), W: weight(2, 3), b: weight(2)):
    return F.hinge_embedding_loss(F.linear(X, W, b), Y, margin=0.8)


@network("CosineEmbeddingLoss, margin 0.2")
def loss_cosine(A: data(7, 3), B: data(7, 3), y: signs(7), W: weight(5, 3)):
    return F.cosine_embedding_loss(F.linear(A, W), F.linear(B, W), y, margin=0.2)


@network("TripletMarginLoss")
def loss_triplet(A: data(7, 3), P: data(7, 3), Q: data(7, 3), W: weight(5, 3)):
    return F.triplet_margin_loss(F.linear(A, W), F.linear(P, W), F.linear(Q, W))


@network("Squared hinge with L2 and L1 penalties: a linear support vector machine", 0.05)
def penalties(X: data(7, 3), y: signs(7, 1), W: weight(1, 3), b: weight(1)):
    return F.relu(1 - y * F.linear(X, W, b)).square().mean() + 0.05 * W.square().sum() + 0.03 * W.abs().sum()


# ---------------------------------------------------------------- convolutions and pooling

@network("Conv2d, two channels, stride 2, padding 1")
def conv_stride(X: data(3, 2, 7, 5), Y: data(3, 4, 4, 3), K: weight(4, 2, 3, 3), b: weight(4)):
    return F.mse_loss(F.conv2d(X, K, b, stride=2, padding=1), Y)


@network("Conv2d, stride, padding and dilation of each axis, a kernel that is not square, no bias")
def conv_options(X: data(2, 3, 11, 9), K: weight(5, 3, 3, 2)):
    return F.conv2d(X, K, stride=(2, 1), padding=(1, 2), dilation=(2, 3)).square().mean()


@network("Conv2d, two groups")
def conv_groups(X: data(2, 6, 5, 7), Y: data(2, 4, 3, 6), K: weight(4, 3, 3, 2), b: weight(4)):
    return F.mse_loss(F.conv2d(X, K, b, groups=2), Y)


@network("Depthwise separable convolution", 0.05)
def conv_depthwise(X: data(2, 3, 5, 7), Y: data(2, 5, 5, 7), D: weight(3, 1, 3, 3), P: weight(5, 3, 1, 1), b: weight(5)):
    return F.mse_loss(F.conv2d(F.conv2d(X, D, padding=1, groups=3), P, b), Y)


@network("Conv1d of sequences, stride 2, then a global maximum", 0.02)
def conv_sequence(X: data(3, 2, 11), Y: data(3, 2), K: weight(5, 2, 3), b: weight(5), W: weight(2, 5)):
    h = F.relu(F.conv1d(X, K, b, stride=2, padding=1))
    return F.mse_loss(F.linear(F.adaptive_max_pool1d(h, 1).squeeze(2), W), Y)


@network("Causal dilated convolutions with a gate, as in WaveNet")
def conv_causal(X: data(3, 2, 11), Y: data(3, 2, 11), F1: weight(2, 2, 2), G1: weight(2, 2, 2), F2: weight(2, 2, 2), G2: weight(2, 2, 2)):
    past = lambda x, steps: F.pad(x, (steps, 0))
    h = X + torch.tanh(F.conv1d(past(X, 1), F1)) * torch.sigmoid(F.conv1d(past(X, 1), G1))
    o = h + torch.tanh(F.conv1d(past(h, 2), F2, dilation=2)) * torch.sigmoid(F.conv1d(past(h, 2), G2, dilation=2))
    return F.mse_loss(o, Y)


@network("ConvTranspose2d, stride 2, padding 1")
def conv_transposed(X: data(2, 3, 3, 4), Y: data(2, 2, 5, 7), K: weight(3, 2, 3, 3), b: weight(2)):
    return F.mse_loss(F.conv_transpose2d(X, K, b, stride=2, padding=1), Y)


@network("A convolutional autoencoder", 0.05)
def conv_autoencoder(X: data(3, 1, 7, 9), K: weight(3, 1, 3, 3), b: weight(3), D: weight(3, 1, 3, 3), c: weight(1)):
    return F.mse_loss(F.conv_transpose2d(torch.tanh(F.conv2d(X, K, b, stride=2)), D, c, stride=2), X)


@network("MaxPool2d, windows that overlap", 0.05)
def pool_max_overlapping(X: data(2, 2, 7, 8), K: weight(3, 2, 2, 2), b: weight(3)):
    return F.max_pool2d(F.conv2d(X, K, b), 3, stride=2).square().mean()


@network("MaxPool2d with padding")
def pool_max_padded(X: data(2, 2, 6, 8), K: weight(3, 2, 2, 2), b: weight(3)):
    return F.max_pool2d(F.conv2d(X, K, b), 3, stride=2, padding=1).square().mean()


@network("AvgPool2d with padding, which counts")
def pool_average(X: data(2, 2, 6, 8), K: weight(3, 2, 2, 2), b: weight(3)):
    return F.avg_pool2d(F.conv2d(X, K, b), (3, 2), stride=2, padding=1).square().mean()


@network("Global average pooling before the classes")
def pool_global(X: data(3, 2, 5, 7), t: labels(4, 3), K: weight(5, 2, 3, 3), b: weight(5), W: weight(4, 5), c: weight(4)):
    h = F.relu(F.conv2d(X, K, b))
    return F.cross_entropy(F.linear(F.adaptive_avg_pool2d(h, 1).flatten(1), W, c), t)


@network("LeNet in small: two convolutions with pooling, two dense layers", 0.05)
def lenet(X: data(3, 1, 12, 12), t: labels(3, 3), K1: weight(2, 1, 3, 3), b1: weight(2), K2: weight(3, 2, 2, 2), b2: weight(3), W1: weight(5, 12), c1: weight(5), W2: weight(3, 5), c2: weight(3)):
    h1 = F.max_pool2d(F.relu(F.conv2d(X, K1, b1)), 2)
    h2 = F.max_pool2d(F.relu(F.conv2d(h1, K2, b2)), 2)
    return F.cross_entropy(F.linear(torch.tanh(F.linear(h2.flatten(1), W1, c1)), W2, c2), t)


@network("A residual block of convolutions with batch normalisation in training")
def resnet(X: data(3, 2, 5, 7), Y: data(3, 2, 5, 7), K1: weight(2, 2, 3, 3), g1: near_one(2), b1: weight(2), K2: weight(2, 2, 3, 3), g2: near_one(2), b2: weight(2)):
    h = F.relu(F.batch_norm(F.conv2d(X, K1, padding=1), None, None, g1, b1, training=True))
    return F.mse_loss(F.relu(X + F.batch_norm(F.conv2d(h, K2, padding=1), None, None, g2, b2, training=True)), Y)


@network("Squeeze and excitation")
def squeeze_excitation(X: data(2, 4, 3, 5), Y: data(2, 4, 3, 5), W1: weight(2, 4), b1: weight(2), W2: weight(4, 2), b2: weight(4)):
    s = torch.sigmoid(F.linear(F.relu(F.linear(X.mean((2, 3)), W1, b1)), W2, b2))
    return F.mse_loss(X * s[:, :, None, None], Y)


@network("Two branches side by side, as in Inception")
def inception(X: data(2, 2, 5, 7), t: labels(3, 2), K1: weight(3, 2, 1, 1), K3: weight(2, 2, 3, 3), b3: weight(2), W: weight(3, 5)):
    h = torch.cat([F.relu(F.conv2d(X, K1)), F.relu(F.conv2d(X, K3, b3, padding=1))], 1)
    return F.cross_entropy(F.linear(h.mean((2, 3)), W), t)


@network("Up again: nearest neighbours twice as large, joined with what came in, as in U-Net", 0.001)
def unet(X: data(2, 1, 6, 10), Y: data(2, 1, 6, 10), K1: weight(3, 1, 3, 3), b1: weight(3), K2: weight(1, 4, 3, 3), b2: weight(1)):
    h = F.max_pool2d(F.relu(F.conv2d(X, K1, b1, padding=1)), 2)
    up = torch.cat([X, F.interpolate(h, scale_factor=2, mode="nearest")], 1)
    return F.mse_loss(F.conv2d(up, K2, b2, padding=1), Y)


# ---------------------------------------------------------------- normalisation

@network("BatchNorm1d in training")
def batchnorm(X: data(7, 3), Y: data(7, 2), W: weight(5, 3), b: weight(5), g: near_one(5), c: weight(5), V: weight(2, 5)):
    h = call(nn.BatchNorm1d(5), F.linear(X, W, b), weight=g, bias=c)
    return F.mse_loss(F.linear(torch.tanh(h), V), Y)


@network("BatchNorm2d in training")
def batchnorm_images(X: data(3, 2, 5, 7), Y: data(3, 3, 3, 5), K: weight(3, 2, 3, 3), g: near_one(3), c: weight(3)):
    return F.mse_loss(F.relu(call(nn.BatchNorm2d(3), F.conv2d(X, K), weight=g, bias=c)), Y)


@network("BatchNorm1d in use, with running means and variances")
def batchnorm_running(X: data(7, 3), Y: data(7, 5), m: data(5), v: positive(5), W: weight(5, 3), g: near_one(5), c: weight(5)):
    return F.mse_loss(F.batch_norm(F.linear(X, W), m, v, g, c, training=False), Y)


@network("LayerNorm over the last axis")
def layernorm(X: data(7, 3), Y: data(7, 5), W: weight(5, 3), g: near_one(5), c: weight(5)):
    return F.mse_loss(F.layer_norm(F.linear(X, W), (5,), g, c), Y)


@network("LayerNorm over the last two axes")
def layernorm_matrix(X: data(3, 5, 2), Y: data(3, 5, 7), W: weight(7, 2), g: near_one(5, 7), c: weight(5, 7)):
    return F.mse_loss(F.layer_norm(F.linear(X, W), (5, 7), g, c), Y)


@network("GroupNorm, three groups of two channels")
def groupnorm(X: data(2, 2, 5, 3), Y: data(2, 6, 4, 2), K: weight(6, 2, 2, 2), g: near_one(6), c: weight(6)):
    return F.mse_loss(F.group_norm(F.conv2d(X, K), 3, g, c), Y)


@network("InstanceNorm2d")
def instancenorm(X: data(2, 2, 5, 3), Y: data(2, 3, 4, 2), K: weight(3, 2, 2, 2), g: near_one(3), c: weight(3)):
    return F.mse_loss(F.instance_norm(F.conv2d(X, K), weight=g, bias=c), Y)


@network("RMSNorm, and a gated feed-forward layer, as in LLaMA")
def rmsnorm(X: data(7, 3), Y: data(7, 3), g: near_one(3), U: weight(5, 3), V: weight(5, 3), W: weight(3, 5)):
    h = X * torch.rsqrt(X.square().mean(-1, keepdim=True) + 1e-5) * g
    return F.mse_loss(X + F.linear(F.silu(F.linear(h, U)) * F.linear(h, V), W), Y)


@network("Weight normalisation: directions and lengths")
def weightnorm(X: data(7, 3), Y: data(7, 5), V: weight(5, 3), g: near_one(5), b: weight(5)):
    return F.mse_loss(F.linear(X, g[:, None] * V / V.norm(dim=1, keepdim=True), b), Y)


# ---------------------------------------------------------------- tables

@network("Embedding, then the mean, then classes", 0.3)
def embedding(id: numbers(11, 5, 7), t: labels(3, 5), E: weight(11, 2), W: weight(3, 2), b: weight(3)):
    return F.cross_entropy(F.linear(F.embedding(id - 1, E).mean(1), W, b), t)


@network("EmbeddingBag of one text, mean")
def embeddingbag(id: numbers(11, 7), y: data(2), E: weight(11, 3), W: weight(2, 3)):
    return F.mse_loss(F.linear(F.embedding_bag(id[None] - 1, E, mode="mean")[0], W), y)


@network("Skip-gram with negative sampling", 0.3)
def word2vec(word: numbers(11, 7), near: numbers(11, 7), far: numbers(11, 7, 3), U: weight(11, 5), V: weight(11, 5)):
    u, v, n = F.embedding(word - 1, U), F.embedding(near - 1, V), F.embedding(far - 1, V)
    return -(F.logsigmoid((u * v).sum(1)) + F.logsigmoid(-(n @ u[:, :, None]).squeeze(2)).sum(1)).mean()


@network("Matrix factorisation with biases", 0.3)
def factorisation(user: numbers(5, 13), item: numbers(7, 13), r: data(13), P: weight(5, 2), Q: weight(7, 2), b: weight(5), c: weight(7), m: weight()):
    o = (P[user - 1] * Q[item - 1]).sum(1) + b[user - 1] + c[item - 1] + m
    return F.mse_loss(o, r)


@network("Factorisation machine", 0.05)
def machine(X: data(7, 5), Y: bits(7), w0: weight(), w: weight(5), V: weight(5, 3)):
    o = w0 + X @ w + 0.5 * ((X @ V).square() - X.square() @ V.square()).sum(1)
    return F.binary_cross_entropy_with_logits(o, Y)


# ---------------------------------------------------------------- sequences

@network("RNN, many to one")
def rnn_last(x: data(3, 5, 2), Y: data(3, 2), Wx: weight(7, 2), Wh: weight(7, 7), b: weight(7), V: weight(2, 7), c: weight(2)):
    out, _ = recurrent(nn.RNN(2, 7, batch_first=True), x, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=torch.zeros(7))
    return F.mse_loss(F.linear(out[:, -1], V, c), Y)


@network("RNN with ReLU and both biases, many to many, classes at every step", 0.02)
def rnn_every(x: data(3, 5, 2), t: labels(4, 3, 5), Wx: weight(3, 2), Wh: weight(3, 3), b: weight(3), d: weight(3), V: weight(4, 3), c: weight(4)):
    out, _ = recurrent(nn.RNN(2, 3, nonlinearity="relu", batch_first=True), x, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=d)
    return F.cross_entropy(F.linear(out, V, c).transpose(1, 2), t)


@network("LSTM, squared error at every step")
def lstm(x: data(5, 2), y: data(5, 3), Wx: weight(28, 2), Wh: weight(28, 7), b: weight(28), V: weight(3, 7), c: weight(3)):
    out, _ = recurrent(nn.LSTM(2, 7), x, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=torch.zeros(28))
    return F.mse_loss(F.linear(out, V, c), y)


@network("LSTM over a batch, the layer of the library, both biases in one, learnt first state")
def lstm_layer(x: data(3, 5, 2), Y: data(3, 3), h0: weight(3), c0: weight(3), s__Wi: weight(3, 2), s__Ui: weight(3, 3), s__bi: weight(3), s__Wf: weight(3, 2), s__Uf: weight(3, 3), s__bf: weight(3), s__Wg: weight(3, 2), s__Ug: weight(3, 3), s__bg: weight(3), s__Wo: weight(3, 2), s__Uo: weight(3, 3), s__bo: weight(3)):
    first = (h0.expand(1, 3, 3).contiguous(), c0.expand(1, 3, 3).contiguous())
    out, _ = recurrent(
        nn.LSTM(2, 3, batch_first=True), x, first, weight_ih_l0=torch.cat([s__Wi, s__Wf, s__Wg, s__Wo]),
        weight_hh_l0=torch.cat([s__Ui, s__Uf, s__Ug, s__Uo]), bias_ih_l0=torch.cat([s__bi, s__bf, s__bg, s__bo]), bias_hh_l0=torch.zeros(12),
    )
    return F.mse_loss(out[:, -1], Y)


@network("LSTM of two layers")
def lstm_stacked(x: data(5, 2), y: data(5, 3), Wx1: weight(12, 2), Wh1: weight(12, 3), b1: weight(12), Wx2: weight(12, 3), Wh2: weight(12, 3), b2: weight(12)):
    zero = torch.zeros(12)
    out, _ = recurrent(nn.LSTM(2, 3, 2), x, weight_ih_l0=Wx1, weight_hh_l0=Wh1, bias_ih_l0=b1, bias_hh_l0=zero, weight_ih_l1=Wx2, weight_hh_l1=Wh2, bias_ih_l1=b2, bias_hh_l1=zero)
    return F.mse_loss(out, y)


@network("LSTM in both directions")
def lstm_both(x: data(5, 2), y: data(5, 4), Wx: weight(12, 2), Wh: weight(12, 3), b: weight(12), Rx: weight(12, 2), Rh: weight(12, 3), r: weight(12), V: weight(4, 6)):
    zero = torch.zeros(12)
    out, _ = recurrent(
        nn.LSTM(2, 3, bidirectional=True), x, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=zero,
        weight_ih_l0_reverse=Rx, weight_hh_l0_reverse=Rh, bias_ih_l0_reverse=r, bias_hh_l0_reverse=zero,
    )
    return F.mse_loss(F.linear(out, V), y)


@network("LSTM with peepholes, by hand")
def lstm_peephole(x: data(5, 2), y: data(5, 3), Wx: weight(12, 2), Wh: weight(12, 3), b: weight(12), pi: weight(3), pf: weight(3), po: weight(3)):
    h, c, outputs = torch.zeros(3), torch.zeros(3), []
    for xt in x:
        i, f, g, o = (Wx @ xt + Wh @ h + b).chunk(4)
        c = torch.sigmoid(f + pf * c) * c + torch.sigmoid(i + pi * c) * torch.tanh(g)
        h = torch.sigmoid(o + po * c) * torch.tanh(c)
        outputs.append(h)
    return F.mse_loss(torch.stack(outputs), y)


@network("GRU with a learnt first state")
def gru(x: data(5, 2), y: data(5, 3), h0: weight(3), Wx: weight(9, 2), Wh: weight(9, 3), b: weight(9), d: weight(9)):
    out, _ = recurrent(nn.GRU(2, 3), x, h0[None], weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=d)
    return F.mse_loss(out, y)


@network("RNN on sequences of different lengths, packed, squared error of the last state")
def rnn_lengths(x: data(3, 5, 2), Y: data(3, 3), length: given([5, 2, 3]), Wx: weight(3, 2), Wh: weight(3, 3), b: weight(3)):
    packed = pack_padded_sequence(x, length.long(), batch_first=True, enforce_sorted=False)
    _, last = recurrent(nn.RNN(2, 3), packed, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=torch.zeros(3))
    return F.mse_loss(last[0], Y)


@network("A tagger on sequences of different lengths: cross-entropy without what is padded")
def rnn_masked(x: data(3, 5, 2), t: labels(4, 3, 5), length: given([5, 2, 3]), Wx: weight(3, 2), Wh: weight(3, 3), b: weight(3), V: weight(4, 3)):
    packed = pack_padded_sequence(x, length.long(), batch_first=True, enforce_sorted=False)
    out, _ = recurrent(nn.RNN(2, 3, batch_first=True), packed, weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=torch.zeros(3))
    scores = F.linear(pad_packed_sequence(out, batch_first=True)[0], V)
    kept = torch.where(torch.arange(5) < length[:, None], t, -100)
    return F.cross_entropy(scores.transpose(1, 2), kept, ignore_index=-100)


@network("An encoder and a decoder with additive attention (Bahdanau)", 0.01)
def seq2seq(x: data(5, 2), y: data(4, 2), We: weight(3, 2), Ue: weight(3, 3), Wd: weight(3, 2), Ud: weight(3, 3), Cd: weight(3, 3), Wa: weight(3, 3), Ua: weight(3, 3), va: weight(3), V: weight(2, 3)):
    h, seen = torch.zeros(3), []
    for xt in x:
        h = torch.tanh(We @ xt + Ue @ h)
        seen.append(h)
    H, s, before, loss = torch.stack(seen), h, torch.zeros(2), 0
    for yt in y:
        a = F.softmax(torch.tanh(F.linear(H, Ua) + Wa @ s) @ va, 0)
        s = torch.tanh(Wd @ before + Ud @ s + Cd @ (a @ H))
        loss = loss + (V @ s - yt).square().sum()
        before = yt
    return loss


@network("A language model of letters: embedding, GRU, classes", 0.2)
def gru_language(id: numbers(7, 6), t: labels(7, 6), E: weight(7, 2), Wx: weight(9, 2), Wh: weight(9, 3), b: weight(9), d: weight(9), V: weight(7, 3), c: weight(7)):
    out, _ = recurrent(nn.GRU(2, 3), F.embedding(id - 1, E), weight_ih_l0=Wx, weight_hh_l0=Wh, bias_ih_l0=b, bias_hh_l0=d)
    return F.cross_entropy(F.linear(out, V, c), t)


# ---------------------------------------------------------------- attention

def attended(q, k, v, W, b, O, c, heads, **options):
    """nn.MultiheadAttention with its weights: rows of W are queries, keys and values one below another."""
    width = O.shape[0]
    module = nn.MultiheadAttention(width, heads, batch_first=True)
    weights = {"in_proj_weight": W, "in_proj_bias": b, "out_proj.weight": O, "out_proj.bias": c}
    return functional_call(module, weights, (q, k, v), {"need_weights": False, **options})[0]


def causal(n):
    return torch.triu(torch.full((n, n), -math.inf), 1)


@network("MultiheadAttention, two heads, with all biases", 0.02)
def attention(X: data(5, 6), Y: data(5, 6), W: weight(18, 6), b: weight(18), O: weight(6, 6), c: weight(6)):
    return F.mse_loss(attended(X, X, X, W, b, O, c, 2), Y)


@network("MultiheadAttention over a batch, three heads", 0.02)
def attention_batch(X: data(2, 5, 6), Y: data(2, 5, 6), W: weight(18, 6), b: weight(18), O: weight(6, 6), c: weight(6)):
    return F.mse_loss(attended(X, X, X, W, b, O, c, 3), Y)


@network("Causal attention", 0.05)
def attention_causal(X: data(5, 4), Y: data(5, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4)):
    return F.mse_loss(attended(X, X, X, W, b, O, c, 2, attn_mask=causal(5)), Y)


@network("Cross-attention: queries from one sequence, keys and values from another")
def attention_cross(X: data(3, 4), Z: data(5, 4), Y: data(3, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4)):
    return F.mse_loss(attended(X, Z, Z, W, b, O, c, 2), Y)


@network("Attention with a mask of padding")
def attention_padded(X: data(2, 5, 4), Y: data(2, 5, 4), hidden: given([[0.0, 0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0, 1.0]]), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4)):
    return F.mse_loss(attended(X, X, X, W, b, O, c, 2, key_padding_mask=hidden.bool()), Y)


def encoder(X, weights, **options):
    names = ["self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias", "norm1.weight", "norm1.bias", "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "norm2.weight", "norm2.bias"]
    module = nn.TransformerEncoderLayer(4, 2, 7, dropout=0.0, batch_first=True, **options)
    return functional_call(module, dict(zip(names, weights)), X)


@network("TransformerEncoderLayer, norms after (2017)")
def transformer_post(X: data(2, 5, 4), Y: data(2, 5, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4), g1: near_one(4), a1: weight(4), W1: weight(7, 4), b1: weight(7), W2: weight(4, 7), b2: weight(4), g2: near_one(4), a2: weight(4)):
    return F.mse_loss(encoder(X, (W, b, O, c, g1, a1, W1, b1, W2, b2, g2, a2)), Y)


@network("TransformerEncoderLayer, norms before, GELU (GPT-2)", 0.02)
def transformer_pre(X: data(5, 4), Y: data(5, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4), g1: near_one(4), a1: weight(4), W1: weight(7, 4), b1: weight(7), W2: weight(4, 7), b2: weight(4), g2: near_one(4), a2: weight(4)):
    return F.mse_loss(encoder(X, (W, b, O, c, g1, a1, W1, b1, W2, b2, g2, a2), norm_first=True, activation="gelu"), Y)


@network("A language model: tied embeddings, sinusoidal positions, causal attention, cross-entropy", 0.2)
def transformer_language(id: numbers(11, 5), t: labels(11, 5), E: weight(11, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4), g: near_one(4), a: weight(4)):
    place, pair = torch.arange(5.0)[:, None], torch.arange(0, 4, 2.0)
    angle = place / 10000 ** (pair / 4)
    positions = torch.stack([torch.sin(angle), torch.cos(angle)], 2).reshape(5, 4)
    X = F.embedding(id - 1, E) * math.sqrt(4) + positions
    H = F.layer_norm(X + attended(X, X, X, W, b, O, c, 2, attn_mask=causal(5)), (4,), g, a)
    return F.cross_entropy(F.linear(H, E), t)


@network("A vision transformer's way in: patches, a learnt class token, learnt positions, attention", 0.02)
def patches(X: data(2, 2, 4, 6), t: labels(3, 2), K: weight(4, 2, 2, 2), k: weight(4), q: weight(1, 4), P: weight(7, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4), V: weight(3, 4)):
    cut = F.conv2d(X, K, k, stride=2).flatten(2).transpose(1, 2)
    H = torch.cat([q.expand(2, 1, 4), cut], 1) + P
    return F.cross_entropy(F.linear(attended(H, H, H, W, b, O, c, 2)[:, 0], V), t)


# ---------------------------------------------------------------- other networks of a course

@network("Residual blocks of dense layers", 0.05)
def residual(X: data(7, 3), Y: data(7, 3), U1: weight(5, 3), a1: weight(5), V1: weight(3, 5), U2: weight(5, 3), a2: weight(5), V2: weight(3, 5)):
    h = X + F.linear(F.relu(F.linear(X, U1, a1)), V1)
    return F.mse_loss(h + F.linear(F.relu(F.linear(h, U2, a2)), V2), Y)


@network("An autoencoder with tied weights")
def autoencoder(X: data(7, 5), W: weight(2, 5), b: weight(2), c: weight(5)):
    return F.mse_loss(torch.sigmoid(F.linear(X, W, b)) @ W + c, X)


@network("Bilinear")
def bilinear(A: data(7, 2), B: data(7, 3), Y: data(7, 5), W: weight(5, 2, 3), b: weight(5)):
    return F.mse_loss(F.bilinear(A, B, W, b), Y)


@network("A variational autoencoder with given noise", 0.02)
def variational(X: shared(7, 5), noise: data(7, 2), We: weight(3, 5), be: weight(3), Wm: weight(2, 3), Wv: weight(2, 3), Wd: weight(5, 2), bd: weight(5)):
    h = torch.tanh(F.linear(X, We, be))
    m, v = F.linear(h, Wm), F.linear(h, Wv)
    o = F.linear(m + torch.exp(v / 2) * noise, Wd, bd)
    return (F.binary_cross_entropy_with_logits(o, X, reduction="sum") - 0.5 * (1 + v - m.square() - v.exp()).sum()) / 7


@network("Siamese networks with contrastive loss (Hadsell)")
def siamese(A: data(7, 3), B: data(7, 3), y: bits(7), W: weight(5, 3), b: weight(5)):
    d = (torch.tanh(F.linear(A, W, b)) - torch.tanh(F.linear(B, W, b))).norm(dim=1)
    return 0.5 * (y * d.square() + (1 - y) * F.relu(1.5 - d).square()).mean()


@network("Contrastive learning of pairs: normalised, temperature, cross-entropy of similarities (InfoNCE)", 0.05)
def infonce(A: data(5, 3), B: data(5, 3), W: weight(7, 3), V: weight(7, 3)):
    a, b = F.normalize(F.linear(A, W), dim=1), F.normalize(F.linear(B, V), dim=1)
    return F.cross_entropy(a @ b.T / 0.5, torch.arange(5))


@network("Highway layer")
def highway(X: data(7, 3), Y: data(7, 3), W: weight(3, 3), b: weight(3), G: weight(3, 3), c: weight(3)):
    t = torch.sigmoid(F.linear(X, G, c))
    return F.mse_loss(t * torch.tanh(F.linear(X, W, b)) + (1 - t) * X, Y)


@network("Mixture of three experts with a softmax gate")
def experts(X: data(7, 3), Y: data(7, 2), G: weight(5, 3), W: weight(5, 2, 3), b: weight(5, 2)):
    each = torch.einsum("eoi,ni->neo", W, X) + b
    return F.mse_loss((F.softmax(F.linear(X, G), 1)[:, :, None] * each).sum(1), Y)


@network("Mixture density network", 0.05)
def density(X: data(7, 2), y: data(7, 1), Wp: weight(3, 2), Wm: weight(3, 2), Ws: weight(3, 2)):
    s = F.linear(X, Ws)
    each = F.log_softmax(F.linear(X, Wp), 1) - ((y - F.linear(X, Wm)) / s.exp()).square() / 2 - s - math.log(2 * math.pi) / 2
    return -torch.logsumexp(each, 1).mean()


@network("Two layers of graph convolution")
def graph(A: given([[0.5, 0.5, 0.0, 0.0, 0.0], [0.3, 0.4, 0.3, 0.0, 0.0], [0.0, 0.2, 0.5, 0.3, 0.0], [0.0, 0.0, 0.4, 0.2, 0.4], [0.0, 0.0, 0.0, 0.6, 0.4]]), X: data(5, 3), t: labels(2, 5), W1: weight(3, 7), W2: weight(7, 2)):
    return F.cross_entropy(A @ F.relu(A @ X @ W1) @ W2, t)


@network("Radial basis functions with learnt centres and widths")
def radial(X: data(7, 2), Y: data(7, 1), C: weight(5, 2), s: near_one(5), w: weight(5)):
    r = (X[:, None] - C).square().sum(2)
    return F.mse_loss(torch.exp(-s * r) @ w[:, None], Y)


@network("A gradient inside the loss: the penalty of a Wasserstein critic", 0.05)
def critic(X: data(7, 3), Z: data(7, 3), W: weight(5, 3), b: weight(5), v: weight(5)):
    def score(x):
        return torch.tanh(F.linear(x, W, b)) @ v
    M = (0.3 * X + 0.7 * Z).requires_grad_()
    slope, = torch.autograd.grad(score(M).sum(), M, create_graph=True)
    return score(Z).mean() - score(X).mean() + 10 * (slope.norm(dim=1) - 1).square().mean()


@network("Q-learning: the target is held, the action is picked", 0.05)
def qlearning(X: data(7, 3), Z: data(7, 3), act: labels(4, 7), r: data(7), W: weight(4, 3), b: weight(4)):
    target = r + 0.9 * F.linear(Z, W, b).max(1).values.detach()
    return F.smooth_l1_loss(F.linear(X, W, b).gather(1, act[:, None]).squeeze(1), target)


@network("Log-likelihood of a Gaussian process with a learnt kernel", 0.02)
def process(X: data(7, 2), y: data(7), s: near_one(), l: near_one(), n: near_one()):
    K = s.square() * torch.exp(-(X[:, None] - X).square().sum(2) / (2 * l.square())) + n.square() * torch.eye(7)
    return 0.5 * y @ torch.linalg.solve(K, y) + 0.5 * torch.logdet(K)


# ---------------------------------------------------------------- what papers make of them

@network("Conv3d of a short film, stride 2 in time")
def film(X: data(2, 2, 5, 4, 3), Y: data(2, 3, 2, 3, 2), K: weight(3, 2, 3, 2, 2), b: weight(3)):
    return F.mse_loss(F.conv3d(X, K, b, stride=(2, 1, 1)), Y)


@network("Pixels from channels: PixelShuffle")
def pixelshuffle(X: data(2, 1, 4, 5), Y: data(2, 1, 6, 8), K: weight(4, 1, 2, 2), b: weight(4)):
    return F.mse_loss(F.pixel_shuffle(F.conv2d(X, K, b), 2), Y)


@network("ConvTranspose2d with padding of the output")
def conv_transposed_wider(X: data(2, 3, 3, 4), Y: data(2, 2, 6, 8), K: weight(3, 2, 3, 3)):
    return F.mse_loss(F.conv_transpose2d(X, K, stride=2, padding=1, output_padding=1), Y)


@network("A convolutional LSTM", 0.2)
def convlstm(x: data(4, 1, 3, 5), Y: data(2, 3, 5), Kx: weight(8, 1, 3, 3), Kh: weight(8, 2, 3, 3), b: weight(8)):
    h = c = torch.zeros(1, 2, 3, 5)
    for xt in x:
        i, f, g, o = (F.conv2d(xt[None], Kx, b, padding=1) + F.conv2d(h, Kh, padding=1)).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    return F.mse_loss(h[0], Y)


@network("Two layers of GRU with dropout between, its mask given")
def gru_dropout(x: data(5, 2), y: data(5, 3), m: bits(5, 3), Wx1: weight(9, 2), Wh1: weight(9, 3), b1: weight(9), d1: weight(9), Wx2: weight(9, 3), Wh2: weight(9, 3), b2: weight(9), d2: weight(9)):
    first, _ = recurrent(nn.GRU(2, 3), x, weight_ih_l0=Wx1, weight_hh_l0=Wh1, bias_ih_l0=b1, bias_hh_l0=d1)
    out, _ = recurrent(nn.GRU(3, 3), first * m / 0.5, weight_ih_l0=Wx2, weight_hh_l0=Wh2, bias_ih_l0=b2, bias_hh_l0=d2)
    return F.mse_loss(out, y)


@network("The likelihood of a hidden Markov model, forward in logarithms")
def markov(seen: labels(5, 7), A: weight(3, 3), B: weight(3, 5), p: weight(3)):
    move, emit = F.log_softmax(A, 1), F.log_softmax(B, 1)
    a = F.log_softmax(p, 0) + emit[:, seen[0]]
    for o in seen[1:]:
        a = torch.logsumexp(a[:, None] + move, 0) + emit[:, o]
    return -torch.logsumexp(a, 0)


@network("Four Euler steps of a neural differential equation, one network for all")
def ode(X: data(5, 2), Y: data(5, 2), W: weight(7, 2), b: weight(7), V: weight(2, 7)):
    h = X
    for _ in range(4):
        h = h + 0.25 * F.linear(torch.tanh(F.linear(h, W, b)), V)
    return F.mse_loss(h, Y)


@network("A decoder layer: causal attention, attention to what was read, feed-forward")
def transformer_decoder(X: data(3, 4), Z: data(5, 4), Y: data(3, 4), W: weight(12, 4), b: weight(12), O: weight(4, 4), c: weight(4), U: weight(12, 4), d: weight(12), P: weight(4, 4), e: weight(4), W1: weight(7, 4), b1: weight(7), W2: weight(4, 7), b2: weight(4), g: near_one(3, 4), a: weight(3, 4)):
    layer = nn.TransformerDecoderLayer(4, 2, 7, dropout=0.0, batch_first=True)
    weights = {
        "self_attn.in_proj_weight": W, "self_attn.in_proj_bias": b, "self_attn.out_proj.weight": O, "self_attn.out_proj.bias": c,
        "multihead_attn.in_proj_weight": U, "multihead_attn.in_proj_bias": d, "multihead_attn.out_proj.weight": P, "multihead_attn.out_proj.bias": e,
        "linear1.weight": W1, "linear1.bias": b1, "linear2.weight": W2, "linear2.bias": b2,
        **{f"norm{k + 1}.{name}": v[k] for k in range(3) for name, v in (("weight", g), ("bias", a))},
    }
    return F.mse_loss(functional_call(layer, weights, (X[None], Z[None]), {"tgt_mask": causal(3)})[0], Y)


@network("Causal attention with rotary positions, one head")
def rotary(X: data(5, 4), Y: data(5, 4), Q: weight(4, 4), K: weight(4, 4), V: weight(4, 4)):
    angle = torch.arange(5.0)[:, None] * torch.tensor([1.0, 0.01])
    def turned(x):
        even, odd = x[:, 0::2], x[:, 1::2]
        return torch.stack([even * angle.cos() - odd * angle.sin(), even * angle.sin() + odd * angle.cos()], 2).flatten(1)
    s = turned(X @ Q.T) @ turned(X @ K.T).T / 2 + causal(5)
    return F.mse_loss(F.softmax(s, 1) @ (X @ V.T), Y)


@network("Four query heads on two heads of keys and values, with linear biases of distance (grouped queries, ALiBi)")
def grouped(X: data(5, 8), Y: data(5, 8), Q: weight(8, 8), K: weight(4, 8), V: weight(4, 8), O: weight(8, 8)):
    q = F.linear(X, Q).reshape(5, 4, 2).transpose(0, 1)
    k, v = (F.linear(X, W).reshape(5, 2, 2).transpose(0, 1).repeat_interleave(2, 0) for W in (K, V))
    place = torch.arange(5.0)
    slopes = torch.tensor([0.5, 0.25, 0.125, 0.0625])
    s = q @ k.transpose(1, 2) / math.sqrt(2) + slopes[:, None, None] * (place - place[:, None]) + causal(5)
    return F.mse_loss(F.linear((F.softmax(s, 2) @ v).transpose(0, 1).reshape(5, 8), O), Y)


@network("Graph attention, one head")
def graph_attention(A: given([[1.0, 1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0, 1.0]]), X: data(5, 3), t: labels(2, 5), W: weight(2, 3), p: weight(2), q: weight(2)):
    h = X @ W.T
    e = F.leaky_relu((h @ p)[:, None] + h @ q, 0.2).masked_fill(A == 0, -math.inf)
    return F.cross_entropy(F.softmax(e, 1) @ h, t)


@network("An affine coupling of a normalising flow: half of the entries scale and shift the others", 0.02)
def flow(X: data(7, 4), W: weight(5, 2), b: weight(5), S: weight(2, 5), T: weight(2, 5)):
    h = torch.tanh(F.linear(X[:, :2], W, b))
    s, t = torch.tanh(F.linear(h, S)), F.linear(h, T)
    z = torch.cat([X[:, :2], X[:, 2:] * s.exp() + t], 1)
    return (0.5 * z.square().sum(1) - s.sum(1)).mean()


@network("A codebook with a straight-through gradient (VQ-VAE)", 0.05)
def codebook(X: data(7, 3), W: weight(2, 3), E: weight(5, 2), V: weight(3, 2)):
    z = F.linear(X, W)
    q = E[(z[:, None] - E).square().sum(2).argmin(1)]
    o = F.linear(z + (q - z).detach(), V)
    return F.mse_loss(o, X) + F.mse_loss(q, z.detach()) + 0.25 * F.mse_loss(z, q.detach())


@network("Choices by Gumbel's noise at temperature 0.7")
def gumbel(X: data(7, 3), noise: data(7, 5), Y: data(7, 2), W: weight(5, 3), b: weight(5), V: weight(2, 5)):
    return F.mse_loss(F.linear(F.softmax((F.linear(X, W, b) + noise) / 0.7, 1), V), Y)


@network("Two views whose features are to agree and not to repeat one another (Barlow twins)", 0.05)
def twins(A: data(7, 3), B: data(7, 3), W: weight(5, 3)):
    a, b = (F.batch_norm(F.linear(x, W), None, None, training=True) for x in (A, B))
    c = a.T @ b / 7
    return (torch.diagonal(c) - 1).square().sum() + 0.1 * (c - torch.diag(torch.diagonal(c))).square().sum()


@network("One step of descent inside the loss (MAML)", 0.05)
def maml(A: data(5, 3), P: data(5, 1), B: data(7, 3), Q: data(7, 1), W: weight(4, 3), v: weight(1, 4)):
    def loss(W, v, x, y):
        return F.mse_loss(F.linear(torch.tanh(F.linear(x, W)), v), y)
    dW, dv = torch.autograd.grad(loss(W, v, A, P), (W, v), create_graph=True)
    return loss(W - 0.3 * dW, v - 0.3 * dv, B, Q)


@network("A network that satisfies u'' = -u, with its values at the ends", 0.02)
def physics(x: data(7), W: weight(5), b: weight(5), v: weight(5)):
    def u(x):
        return torch.tanh(x[:, None] * W + b) @ v
    x = x.clone().requires_grad_()
    first, = torch.autograd.grad(u(x).sum(), x, create_graph=True)
    second, = torch.autograd.grad(first.sum(), x, create_graph=True)
    ends = u(torch.tensor([0.0, 1.5]))
    return (second + u(x)).square().mean() + ends[0].square() + (ends[1] - 1).square()


@network("Proximal policy optimisation: clipped ratios, values, entropy", 0.05)
def policy(X: data(11, 3), act: labels(4, 11), old: shared(11, 4), adv: data(11), ret: data(11), W: weight(4, 3), b: weight(4), v: weight(1, 3)):
    l = F.log_softmax(F.linear(X, W, b), 1)
    pick = lambda rows: rows.gather(1, act[:, None]).squeeze(1)
    ratio = (pick(l) - pick(old.log())).exp()
    gain = torch.minimum(ratio * adv, ratio.clamp(0.8, 1.2) * adv).mean()
    return -gain + 0.5 * F.mse_loss(F.linear(X, v).squeeze(1), ret) + 0.01 * (l.exp() * l).sum(1).mean()


@network("Focal loss and soft Dice loss of a segmentation", 0.2)
def segmentation(X: data(2, 1, 5, 7), Y: bits(2, 1, 5, 7), K: weight(1, 1, 3, 3), b: weight(1)):
    p = torch.sigmoid(F.conv2d(X, K, b, padding=1))
    q = torch.where(Y == 1, p, 1 - p)
    dice = 1 - (2 * (p * Y).sum((1, 2, 3)) + 1) / (p.sum((1, 2, 3)) + Y.sum((1, 2, 3)) + 1)
    return (-(1 - q).square() * q.log()).mean() + dice.mean()


@network("Ranking of items for users by pairs (BPR), with a penalty on what is used", 0.3)
def pairs(user: numbers(5, 11), liked: numbers(7, 11), other: numbers(7, 11), P: weight(5, 3), Q: weight(7, 3)):
    u, i, j = P[user - 1], Q[liked - 1], Q[other - 1]
    return -F.logsigmoid((u * (i - j)).sum(1)).mean() + 0.01 * (u.square() + i.square() + j.square()).sum() / 11


@network("Vectors of words from counts (GloVe)", 0.05)
def glove(C: positive(7, 7), W: weight(7, 3), V: weight(7, 3), b: weight(7), c: weight(7)):
    e = W @ V.T + b[:, None] + c - C.log()
    return (torch.clamp((C / 1.2) ** 0.75, max=1) * e.square()).sum()


@network("Two cross layers beside a deep one (DCN), joined")
def cross(X: data(7, 3), Y: bits(7, 1), w1: weight(3), b1: weight(3), w2: weight(3), b2: weight(3), U: weight(5, 3), V: weight(1, 8)):
    x1 = X * (X @ w1)[:, None] + b1 + X
    x2 = X * (x1 @ w2)[:, None] + b2 + x1
    return F.binary_cross_entropy_with_logits(F.linear(torch.cat([x2, F.relu(F.linear(X, U))], 1), V), Y)


@network("Cosine scores with a margin on the angle (ArcFace), scale 4", 0.05)
def angles(X: data(7, 3), t: labels(5, 7), W: weight(4, 3), C: weight(5, 4)):
    c = F.linear(F.normalize(F.linear(X, W)), F.normalize(C))
    wider = torch.cos(torch.acos(c) + 0.3)
    return F.cross_entropy(4 * torch.where(F.one_hot(t, 5) == 1, wider, c), t)


if __name__ == "__main__":
    made = [run(*n) for n in networks]
    about = (
        f"Networks of PyTorch {re.match(r'[0-9.]+', torch.__version__)[0].rstrip('.')} in float64, by test/oracle/pytorch.py. 'program' is the loss in Python, 'gradient' has the shape of each parameter; "
        "loss_after_1 and loss_after_10 follow 1 and 10 steps p <- p - lr * gradient on all parameters."
    )
    print(json.dumps({"about": about, "entries": []})[:-2] + "\n" + ",\n".join(json.dumps(e) for e in made) + "\n]}")
