"""Values and slopes where doubles end without a number, by mpmath: python3 extremes.py > extremes.json

Each case is a formula of one parameter x as gradscribe reads it, and the same written out in mpmath. The slope is mpmath's
numeric derivative with as many digits to spare.
"""

import json
import mpmath as mp

exp, log, sqrt = mp.exp, mp.log, mp.sqrt


def sigmoid(v):
    return 1 / (1 + exp(-v))


def softplus(v):
    return log(1 + exp(v))


def softmax(z):
    e = [exp(v) for v in z]
    return [v / sum(e) for v in e]


def forward(x):
    """The chance of five observations under a chain of two states."""
    rows = [softmax([x, 0]), softmax([1, mp.mpf("0.3")])]
    seen = [exp(-x), exp(mp.mpf(-1))]
    a = [mp.mpf(1) / 2, mp.mpf(1) / 2]
    for _ in range(5):
        a = [sum(rows[j][i] * a[j] for j in range(2)) * seen[i] for i in range(2)]
    return -log(sum(a))


def product(x):
    p = mp.mpf(1)
    for t in range(1, 5):
        p *= softmax([x * t, 1, 0])[0]
    return -log(p)


def atleastone(x):
    """One of four, each with a chance of its own."""
    none = mp.mpf(1)
    for t in range(1, 5):
        none *= 1 - sigmoid(x * t - 1)
    return -log(1 - none)


def chain(x):
    h = mp.mpf(0)
    for t in range(1, 5):
        h = sigmoid(x * h + t - 2)
    y = mp.mpf("0.3")
    return -(y * log(h) + (1 - y) * log(1 - h))


def determinant(x):
    return log(exp(x) * 1 - mp.mpf("0.1") ** 2)


def diagonal(x):
    rows = [softmax([x, 1]), softmax([2, -x])]
    return -(log(rows[0][0]) + log(rows[1][1])) / 2


def norm(x):
    return log(sqrt(exp(2 * x) + exp(mp.mpf(2)) + exp(mp.mpf(4))))


def scaledtanh(x):
    p = (1 + mp.tanh(x)) / 2
    return -log(1 - p)


def power(x):
    return -log(1 - sigmoid(x) ** 4)


def both(x):
    return -log(1 - sigmoid(x) * sigmoid(2 * x))


def nested(x):
    """The loss of a slope: the second derivative is in its gradient."""
    return -log(1 / (1 + exp(x) + exp(mp.mpf(1))))


CASES = [
    ("t = index(5); a[0] = [0.5, 0.5]; A = softmax([x, 0; 1, 0.3]); o = [exp(-x), exp(-1)]; a[t] = (A' * a[t-1]) .* o; L = -log(sum(a[5]))", forward, [-700, -800, 800]),
    ("t = index(4); z[t] = [x * t, 1, 0]; p[t] = softmax(z[t]); a[0] = 1; a[t] = a[t-1] * p[t][1]; L = -log(a[4])", product, [-700, -800]),
    ("t = index(4); p[t] = sigmoid(x * t - 1); a[0] = 1; a[t] = a[t-1] * (1 - p[t]); L = -log(1 - a[4])", atleastone, [-40, -700]),
    ("t = index(4); h[0] = 0; h[t] = sigmoid(x * h[t-1] + t - 2); L = bce(h[4], 0.3)", chain, [40, 700]),
    ("logdet([exp(x), 0.1; 0.1, 1])", determinant, [800, 10000]),
    ("S = [x, 1; 2, -x]; P = softmax(S); L = -mean(log(diag(P)))", diagonal, [800, -800]),
    ("log(norm(exp([x, 1, 2])))", norm, [700, 800, 10000]),
    ("p = 0.5 * (1 + tanh(x)); L = -log(1 - p)", scaledtanh, [40, 800]),
    ("-log(1 - sigmoid(x)^4)", power, [40, 700]),
    ("-log(1 - sigmoid(x) * sigmoid(2*x))", both, [40, 700, 800]),
    ("z = [x, 0, 1]; u = sum(logsumexp(z)); g = grad(u, z); L = -log(g[2])", nested, [800, 10000]),
]


def main():
    out = []
    for formula, f, points in CASES:
        for x in points:
            # The second has twice as many digits: the first counts only if they agree.
            found = []
            for dps in (400 + abs(x), 1000 + 2 * abs(x)):
                mp.mp.dps = dps
                found.append([f(mp.mpf(x)), mp.diff(f, mp.mpf(x))])
            (value, slope), sure = found
            assert mp.almosteq(value, sure[0], 1e-20) and mp.almosteq(slope, sure[1], 1e-20, 1e-300), formula
            out.append({"formula": formula, "x": x, "L": float(value), "slope": float(slope)})
    print(json.dumps(out, indent=1))


main()
