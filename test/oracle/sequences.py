"""Recurrent networks in PyTorch, double precision: loss, every gradient, and the loss after 1 and 10 steps of plain descent.

    python3 test/oracle/sequences.py > test/oracle/sequences.json

Cells that PyTorch has are its own (torch.lstm, torch.gru and torch.rnn_tanh are what nn.LSTM, nn.GRU and nn.RNN call);
peepholes, the GRU of 2014 and truncation are loops over time. Parameters have the names of test/calculus/sequences.test.ts,
and PyTorch's stacked weights are joined from them, so that autograd gives a gradient for each name. The second bias of its
gates is zero: the two only ever occur as a sum.
"""

import json

import torch
from torch import sigmoid, tanh
from torch.nn.functional import cross_entropy, embedding
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, PackedSequence

torch.set_default_dtype(torch.float64)
# Input, units, outputs, steps, samples, steps of an encoder.
D, H, K, T, N, S = 2, 3, 5, 7, 4, 6
LR = 0.2


def numbers(*shape):
    """Three decimals in -0.8 ... 0.8."""
    return torch.round(torch.empty(shape).uniform_(-0.8, 0.8) * 1000) / 1000


def gates(letters, cell, inputs=D, extra=()):
    """Parameters of one cell, `s.Wi`: weights of the input and of the state, a bias, and vectors named in `extra`."""
    made = {}
    for letter in letters:
        made[f"{cell}.W{letter}"] = numbers(H, inputs)
        made[f"{cell}.U{letter}"] = numbers(H, H)
        made[f"{cell}.b{letter}"] = numbers(H)
    for name in extra:
        made[f"{cell}.{name}"] = numbers(H)
    return made


def joined(p, cell, letters, second=None):
    """[w_ih, w_hh, b_ih, b_hh] as torch.lstm and its kin take them."""
    stack = lambda kind: torch.cat([p[f"{cell}.{kind}{letter}"] for letter in letters])
    last = torch.zeros(len(letters) * H) if second is None else torch.cat([torch.zeros((len(letters) - 1) * H), p[f"{cell}.{second}"]])
    return [stack("W"), stack("U"), stack("b"), last]


def lstm_of(p, cells):
    return [w for cell in cells for w in joined(p, cell, "ifgo")]


def gru_of(p, cells):
    return [w for cell in cells for w in joined(p, cell, "rzn", "cn")]


def lstm(x, start, weights, layers=1, both=False):
    """States [N, T, H] of every step, and the last states."""
    out, h, c = torch.lstm(x, start, weights, True, layers, 0.0, False, both, True)
    return out, (h, c)


def gru(x, start, weights, layers=1, both=False):
    return torch.gru(x, start, weights, True, layers, 0.0, False, both, True)


def zeros(layers=1, samples=1):
    return torch.zeros(layers, samples, H)


def read_out(states, p):
    return states @ p["V"].T + p["d"]


def half_square(o, y):
    return ((o - y) ** 2).sum() / 2


def output(inputs=H):
    return {"V": numbers(K, inputs), "d": numbers(K)}


def sequence():
    return {"x": numbers(T, D), "y": numbers(T, K)}


def many_to_many(states, data, p):
    return half_square(read_out(states, p), data["y"]) / T


def lstm_case():
    def loss(p, data):
        states, _ = lstm(data["x"][None], (zeros(), zeros()), lstm_of(p, "s"))
        return many_to_many(states[0], data, p)
    return sequence(), gates("ifgo", "s") | output(), loss


def peephole_case():
    def loss(p, data):
        q = lambda name: p[f"s.{name}"]
        h, c, states = torch.zeros(H), torch.zeros(H), []
        for x in data["x"]:
            at = lambda k: q(f"W{k}") @ x + q(f"U{k}") @ h + q(f"b{k}")
            i, f, g = sigmoid(at("i") + q("p_i") * c), sigmoid(at("f") + q("p_f") * c), tanh(at("g"))
            after = f * c + i * g
            h, c = sigmoid(at("o") + q("p_o") * after) * tanh(after), after
            states.append(h)
        return many_to_many(torch.stack(states), data, p)
    return sequence(), gates("ifgo", "s", extra=("p_i", "p_f", "p_o")) | output(), loss


def gru_case():
    def loss(p, data):
        states, _ = gru(data["x"][None], zeros(), gru_of(p, "s"))
        return many_to_many(states[0], data, p)
    return sequence(), gates("rzn", "s", extra=("cn",)) | output(), loss


def gru2014_case():
    def loss(p, data):
        q = lambda name: p[f"s.{name}"]
        h, states = torch.zeros(H), []
        for x in data["x"]:
            r, z = (sigmoid(q(f"W{k}") @ x + q(f"U{k}") @ h + q(f"b{k}")) for k in "rz")
            m = tanh(q("Wn") @ x + q("Un") @ (r * h) + q("bn"))
            h = (1 - z) * m + z * h
            states.append(h)
        return many_to_many(torch.stack(states), data, p)
    return sequence(), gates("rzn", "s") | output(), loss


def both_ways_case():
    def loss(p, data):
        states, _ = lstm(data["x"][None], (zeros(2), zeros(2)), lstm_of(p, "fb"), both=True)
        return many_to_many(states[0], data, p)
    return sequence(), gates("ifgo", "f") | gates("ifgo", "b") | output(2 * H), loss


def two_layers_case():
    def loss(p, data):
        states, _ = lstm(data["x"][None], (zeros(2), zeros(2)), lstm_of(p, "rs"), layers=2)
        return many_to_many(states[0], data, p)
    return sequence(), gates("ifgo", "r") | gates("ifgo", "s", H) | output(), loss


def three_layers_case():
    def loss(p, data):
        weights = [w for cell in "qrs" for w in joined(p, cell, [""])]
        states, _ = torch.rnn_tanh(data["x"][None], zeros(3), weights, True, 3, 0.0, False, False, True)
        return many_to_many(states[0], data, p)
    return sequence(), gates([""], "q") | gates([""], "r", H) | gates([""], "s", H) | output(), loss


def many_to_one_case():
    def loss(p, data):
        _, (h, _c) = lstm(data["x"][None], (zeros(), zeros()), lstm_of(p, "s"))
        return cross_entropy(read_out(h[0], p), data["y"].argmax()[None])
    return {"x": numbers(T, D), "y": torch.eye(K)[3]}, gates("ifgo", "s") | output(), loss


def encoder_decoder_case():
    def loss(p, data):
        _, last = lstm(data["x"][None], (zeros(), zeros()), lstm_of(p, "e"))
        before = torch.cat([torch.zeros(1, K), data["y"][:-1]])
        states, _ = lstm(before[None], last, lstm_of(p, "s"))
        return many_to_many(states[0], data, p)
    return {"x": numbers(S, D), "y": numbers(T, K)}, gates("ifgo", "e") | gates("ifgo", "s", K) | output(), loss


def first_states_case():
    def loss(p, data):
        states, _ = lstm(data["x"][None], (p["h0"][None, None], p["c0"][None, None]), lstm_of(p, "s"))
        return many_to_many(states[0], data, p)
    return sequence(), gates("ifgo", "s") | {"h0": numbers(H), "c0": numbers(H)} | output(), loss


LENGTHS = torch.tensor([7, 3, 5, 1])


def lengths_case():
    def loss(p, data):
        packed = pack_padded_sequence(data["x"], LENGTHS, batch_first=True, enforce_sorted=False)
        _, h, _c = torch.lstm(packed.data, packed.batch_sizes, (zeros(1, N), zeros(1, N)), lstm_of(p, "c"), True, 1, 0.0, False, False)
        return half_square(read_out(h[0][packed.unsorted_indices], p), data["y"]) / N
    return {"x": numbers(N, T, D), "y": numbers(N, K), "len": LENGTHS}, gates("ifgo", "c") | output(), loss


def masks_case():
    mask = (torch.arange(T) < LENGTHS[:, None]).double()

    def loss(p, data):
        packed = pack_padded_sequence(data["x"], LENGTHS, batch_first=True, enforce_sorted=False)
        out, _ = torch.gru(packed.data, packed.batch_sizes, zeros(1, N), gru_of(p, "c"), True, 1, 0.0, False, False)
        states, _ = pad_packed_sequence(PackedSequence(out, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices), batch_first=True, total_length=T)
        errors = ((read_out(states, p) - data["y"]) ** 2).sum(-1) / 2
        return (errors * mask).sum() / mask.sum()
    return {"x": numbers(N, T, D), "y": numbers(N, T, K), "m": mask}, gates("rzn", "c", extra=("cn",)) | output(), loss


def truncated_case():
    """Every third step starts from a state that counts as a constant."""
    def loss(p, data):
        weights, state, states = lstm_of(p, "s"), (zeros(), zeros()), []
        for t, x in enumerate(data["x"]):
            state = tuple(s.detach() for s in state) if t % 3 == 0 else state
            out, state = lstm(x[None, None], state, weights)
            states.append(out[0, 0])
        return many_to_many(torch.stack(states), data, p)
    return sequence(), gates("ifgo", "s") | output(), loss


def batch_case():
    def loss(p, data):
        states, _ = gru(data["x"], zeros(1, N), gru_of(p, "s"))
        return half_square(read_out(states, p), data["y"]) / N / T
    return {"x": numbers(N, T, D), "y": numbers(N, T, K)}, gates("rzn", "s", extra=("cn",)) | output(), loss


def rows_case():
    """Samples are the rows of one matrix of states, so weights stand on the right."""
    def loss(p, data):
        states, _ = torch.rnn_tanh(data["X"], zeros(1, N), [p["W"].T, p["U"].T, p["b"], torch.zeros(H)], True, 1, 0.0, False, False, True)
        return half_square(states @ p["V"] + p["d"], data["Y"]) / N
    return {"X": numbers(N, T, D), "Y": numbers(N, T, K)}, {"W": numbers(D, H), "U": numbers(H, H), "b": numbers(H), "V": numbers(H, K), "d": numbers(K)}, loss


def words_case():
    def loss(p, data):
        vectors = embedding(data["id"] - 1, p["E"])
        states, _ = gru(vectors[None], zeros(), gru_of(p, "s"))
        return many_to_many(states[0], data, p)
    words = torch.tensor([2, 11, 5, 2, 3, 11, 2])
    return {"id": words, "y": numbers(T, K)}, {"E": numbers(11, D)} | gates("rzn", "s", extra=("cn",)) | output(), loss


CASES = {
    "lstm": lstm_case,
    "peepholes": peephole_case,
    "gru": gru_case,
    "gru2014": gru2014_case,
    "both ways": both_ways_case,
    "two layers": two_layers_case,
    "three layers": three_layers_case,
    "many to one": many_to_one_case,
    "encoder and decoder": encoder_decoder_case,
    "first states": first_states_case,
    "lengths": lengths_case,
    "masks": masks_case,
    "truncated": truncated_case,
    "batch": batch_case,
    "rows": rows_case,
    "words": words_case,
}


def entry(name):
    torch.manual_seed(list(CASES).index(name))
    data, start, loss_of = CASES[name]()
    p = {key: value.clone().requires_grad_() for key, value in start.items()}
    losses, gradient = [], {}
    for step in range(11):
        loss = loss_of(p, data)
        found = dict(zip(p, torch.autograd.grad(loss, list(p.values()))))
        gradient = gradient or {key: g.tolist() for key, g in found.items()}
        losses.append(loss.item())
        p = {key: (value - LR * found[key]).detach().requires_grad_() for key, value in p.items()}
    return {
        "name": name,
        "data": {key: value.tolist() for key, value in data.items()},
        "parameters": {key: value.tolist() for key, value in start.items()},
        "loss": losses[0],
        "gradient": gradient,
        "after1": losses[1],
        "after10": losses[10],
    }


print("{")
print(f' "torch": {json.dumps(torch.__version__)},')
print(f' "rate": {LR},')
print(' "entries": [')
print(",\n".join("  " + json.dumps(entry(name)) for name in CASES))
print(" ]")
print("}")
