/** Networks of the field, and the forms in which books print their gradients. Each line shown here has been proved. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { handout, program } from './handout.ts';

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '');

/** A test whose network is on the left and whose handout on the right. */
const book = (name: string, network: string, adjoints: string): void => {
  test(name, () => expect(handout(network)).toEqual(lines(adjoints)));
};

describe('Feed-forward networks', () => {
  book(
    '2-2-1: two sigmoids under half the squared error give the delta recursion',
    `
    x = input(2); y = target(1); W1 = param(2,2); b1 = param(2); W2 = param(1,2); b2 = param(1)
    z1 = W1*x+b1
    h = sigmoid(z1)
    z2 = W2*h+b2
    o = sigmoid(z2)
    L = halfsquare(o,y)`,
    `
    d_z2 = (o - y) .* o .* (1 - o)
    d_z1 = (W2' * d_z2) .* h .* (1 - h)
    d_b2 = d_z2
    d_W2 = d_z2 * h'
    d_b1 = d_z1
    d_W1 = d_z1 * x'`,
  );
  book(
    'three layers of tanh keep one delta a layer',
    `
    x = input(n); y = target(m); W1 = param(p,n); W2 = param(k,p); W3 = param(m,k)
    z1 = W1*x
    h1 = tanh(z1)
    z2 = W2*h1
    h2 = tanh(z2)
    o = W3*h2
    L = halfsquare(o,y)`,
    `
    d_o = o - y
    d_z2 = (W3' * d_o) .* (1 - h2.^2)
    d_z1 = (W2' * d_z2) .* (1 - h1.^2)
    d_W3 = d_o * h2'
    d_W2 = d_z2 * h1'
    d_W1 = d_z1 * x'`,
  );
  book(
    'ReLU layers on rows: the softmax with cross entropy meets at its output, and biases sum over samples',
    `
    X = input(N,n); Y = target(N,m); W1 = param(n,p); b1 = param(p); W2 = param(p,m); b2 = param(m)
    assume(sum(Y, axis=1) == 1)
    Z1 = X*W1 + b1
    H = relu(Z1)
    Z2 = H*W2 + b2
    P = softmax(Z2)
    L = crossentropy(P, Y)`,
    `
    d_Z2 = (P - Y) / N
    d_Z1 = (d_Z2 * W2') .* (Z1 > 0)
    d_b2 = sum(d_Z2, axis=0, keep=false)
    d_W2 = H' * d_Z2
    d_b1 = sum(d_Z1, axis=0, keep=false)
    d_W1 = X' * d_Z1`,
  );
  book(
    'a residual block adds the straight path and the path through the layer',
    `
    x = input(n); y = target(n); W = param(n,n); V = param(n,n)
    a = W*x
    h = relu(a)
    o = a + V*h
    L = halfsquare(o,y)`,
    `
    d_o = o - y
    d_a = d_o + (V' * d_o) .* (a > 0)
    d_V = d_o * h'
    d_W = d_a * x'`,
  );
  book(
    'tied weights get one term for each place they stand',
    `
    x = input(n); W = param(k,n)
    z = W*x
    h = tanh(z)
    r = W'*h - x
    L = sum(r.^2)/2`,
    `
    d_r = r
    d_z = (W * d_r) .* (1 - h.^2)
    d_W = h * d_r' + d_z * x'`,
  );
  book(
    'a layer with two outputs adds what both send back',
    `
    x = input(n); y = target(m); q = target(k); W = param(p,n); V = param(m,p); U = param(k,p)
    z = W*x
    h = tanh(z)
    o = V*h
    u = U*h
    L = halfsquare(o,y) + halfsquare(u,q)`,
    `
    d_u = u - q
    d_o = o - y
    d_h = U' * d_u + V' * d_o
    d_z = d_h .* (1 - h.^2)
    d_U = d_u * h'
    d_V = d_o * h'
    d_W = d_z * x'`,
  );
  book(
    'a gated linear unit passes the gate to the value and the value to the gate',
    `
    x = input(n); W = param(m,n); V = param(m,n); G = constant(m)
    a = W*x
    b = V*x
    s = sigmoid(b)
    y = a .* s
    L = sum(G .* y)`,
    `
    d_y = G
    d_b = d_y .* a .* s .* (1 - s)
    d_a = d_y .* s
    d_V = d_b * x'
    d_W = d_a * x'`,
  );
});

describe('Losses on top of a link', () => {
  book(
    'linear regression in one line is the normal equation',
    `
    X = input(N,n); y = target(N); w = param(n)
    L = 1/(2*N) * sum((X*w - y).^2)`,
    `
    d_w = X' * (X * w - y) / N`,
  );
  book(
    'linear regression with the residual named',
    `
    X = input(N,n); y = target(N); w = param(n)
    r = X*w - y
    L = sum(r.^2)/(2*N)`,
    `
    d_w = X' * r / N`,
  );
  book(
    'weighted least squares weighs the residual',
    `
    X = input(N,n); q = constant(N); y = target(N); w = param(n)
    r = X*w - y
    L = 1/2 * sum(q .* r.^2)`,
    `
    d_r = q .* r
    d_w = X' * d_r`,
  );
  book(
    'a matrix least-squares problem',
    `
    A = input(m,n); X = param(n,k); B = target(m,k)
    R = A*X - B
    L = sum(R.^2) / 2`,
    `
    d_X = A' * R`,
  );
  book(
    'binary cross entropy on a sigmoid leaves the difference',
    `
    x = input(n); y = target(m); W = param(m,n); b = param(m)
    z = W*x+b
    o = sigmoid(z)
    L = bce(o,y)`,
    `
    d_z = o - y
    d_b = d_z
    d_W = d_z * x'`,
  );
  book(
    'the same with the sigmoid written out',
    `
    x = input(n); y = target(m); W = param(m,n); b = param(m)
    z = W*x+b
    o = 1 ./ (1 + exp(-z))
    L = bce(o,y)`,
    `
    d_z = o - y
    d_b = d_z
    d_W = d_z * x'`,
  );
  book(
    'cross entropy on a softmax leaves the difference where the targets add up to 1',
    `
    x = input(n); t = target(m); W = param(m,n); b = param(m)
    assume(sum(t) == 1)
    z = W*x+b
    p = softmax(z)
    L = crossentropy(p,t)`,
    `
    d_z = p - t
    d_b = d_z
    d_W = d_z * x'`,
  );
  book(
    'without that assumption the sum of the targets stays',
    `
    x = input(n); t = target(m); W = param(m,n); b = param(m)
    z = W*x+b
    p = softmax(z)
    L = crossentropy(p,t)`,
    `
    d_z = sum(t) * p - t
    d_b = d_z
    d_W = d_z * x'`,
  );
  book(
    'the same with the softmax written out, where "p adds up to 1" is proved',
    `
    z = param(m); t = target(m)
    p = exp(z) / sum(exp(z))
    L = crossentropy(p,t)`,
    `
    d_z = sum(t) * p - t`,
  );
  book(
    'the softmax as e, s, p: every part is recognised again',
    `
    z = param(m); t = target(m)
    assume(sum(t) == 1)
    E = exp(z)
    s = sum(E)
    p = E / s
    L = crossentropy(p,t)`,
    `
    d_z = p - t`,
  );
  book(
    'cross entropy on the logarithm of a softmax',
    `
    z = param(m); t = target(m)
    assume(sum(t) == 1)
    L = -sum(t .* logsoftmax(z))`,
    `
    d_z = softmax(z) - t`,
  );
  book(
    'a temperature divides the difference',
    `
    z = param(m); t = target(m); tau = constant()
    assume(sum(t) == 1)
    a = z / tau
    p = softmax(a)
    L = sum(t .* (log(t) - log(p)))`,
    `
    d_z = (p - t) / tau`,
  );
  book(
    'Poisson regression',
    `
    X = input(N,n); q = target(N); w = param(n)
    z = X*w
    mu = exp(z)
    L = sum(mu - q .* z) / N`,
    `
    d_w = X' * (mu - q) / N`,
  );
  book(
    'a Gaussian likelihood with learned mean and logarithm of the variance',
    `
    x = input(n); y = target(m); W = param(m,n); S = param(m,n)
    mu = W*x
    s = S*x
    L = sum((y - mu).^2 ./ exp(s) + s) / 2`,
    `
    d_s = 1 / 2 - (mu - y).^2 .* exp(-s) / 2
    d_mu = (mu - y) .* exp(-s)
    d_S = d_s * x'
    d_W = d_mu * x'`,
  );
  book(
    'the absolute error passes a sign',
    `
    o = param(n); y = target(n)
    r = o - y
    L = sum(abs(r))`,
    `
    d_o = sign(r)`,
  );
  book(
    'the mean absolute error, unnamed',
    `
    x = input(n); y = target(m); W = param(m,n)
    o = W*x
    L = mae(o, y)`,
    `
    d_W = sign(o - y) * x' / m`,
  );
  book(
    'the Huber loss is written as cases',
    `
    o = param(n); y = target(n); k = constant(0.5)
    r = o - y
    L = sum(where(abs(r) > k, k * (abs(r) - k/2), r.^2/2))`,
    `
    d_o = where(abs(r) > k, k * sign(r), r)`,
  );
  book(
    'the Huber loss with threshold 1',
    `
    o = param(n); y = target(n)
    r = o - y
    L = sum(where(abs(r) > 1, abs(r) - 1/2, r.^2/2))`,
    `
    d_o = where(abs(r) > 1, sign(r), r)`,
  );
  book(
    'pieces within pieces are cases, and what all share stands before them',
    `
    x = param(n); G = constant(n)
    y = where(x > 2, x, where(x > 0, x.^2/2, 0))
    L = sum(G .* y)`,
    `
    d_x = G .* where(x > 2, 1, x .* (x > 0))`,
  );
  book(
    'a margin is compared with 1',
    `
    w = param(n)
    L = sum(max(0, 1 - w))`,
    `
    d_w = -(w < 1)`,
  );
  book(
    'the standard deviation divides the distance from the mean',
    `
    x = param(n)
    s = std(x)
    L = s`,
    `
    d_x = (x - sum(x) / n) / (s * (n - 1))`,
  );
});

describe('Functions of a vector', () => {
  book(
    'the softmax alone is a weighted difference from its mean',
    `
    z = param(m); G = constant(m)
    p = softmax(z)
    L = sum(G .* p)`,
    `
    d_z = p .* (G - sum(G .* p))`,
  );
  book(
    'the logarithm of a softmax',
    `
    z = param(m); G = constant(m)
    p = softmax(z)
    l = z - log(sum(exp(z)))
    L = sum(G .* l)`,
    `
    d_z = G - sum(G) * p`,
  );
  book(
    'log-sum-exp gives the softmax written out where nobody named it',
    `
    z = param(m)
    L = log(sum(exp(z)))`,
    `
    d_z = exp(z) / sum(exp(z))`,
  );
  book(
    'log-sum-exp gives p where p is named',
    `
    z = param(m)
    p = softmax(z)
    L = log(sum(exp(z)))`,
    `
    d_z = p`,
  );
  book(
    'SiLU with its gate named',
    `
    x = param(n); G = constant(n)
    s = sigmoid(x)
    y = x .* s
    L = sum(G .* y)`,
    `
    d_x = G .* s .* (1 + x .* (1 - s))`,
  );
  book(
    'softplus gives the sigmoid',
    `
    x = param(n); G = constant(n)
    L = sum(G .* softplus(x))`,
    `
    d_x = G .* sigmoid(x)`,
  );
  book(
    'a unit vector loses the part along itself',
    `
    x = param(n); G = constant(n)
    r = sqrt(sum(x.^2))
    u = x / r
    L = sum(G .* u)`,
    `
    d_x = (G - sum(G .* u) * u) / r`,
  );
  book(
    'the cosine of an angle',
    `
    x = param(n); y = constant(n)
    a = sqrt(sum(x.^2))
    b = sqrt(sum(y.^2))
    c = sum(x .* y) / (a*b)
    L = c`,
    `
    d_x = y / (a * b) - c * x / a^2`,
  );
  book(
    'a quadratic form',
    `
    A = constant(n,n); x = param(n)
    L = x' * A * x`,
    `
    d_x = (A + A') * x`,
  );
  book(
    'half a quadratic form and a linear one',
    `
    A = constant(n,n); x = param(n); b = constant(n)
    L = 1/2 * (x' * A * x) - b' * x`,
    `
    d_x = (A + A') * x / 2 - b`,
  );
  book(
    'a bilinear form',
    `
    A = param(m,n); x = param(n); y = param(m)
    L = y' * A * x`,
    `
    d_y = A * x
    d_x = A' * y
    d_A = y * x'`,
  );
});

describe('Normalisation', () => {
  book(
    'layer norm: four lines become one, and the centred values add up to 0 by definition',
    `
    x = param(n); G = constant(n); gam = param(n); bet = param(n)
    mu = sum(x)/n
    xc = x - mu
    v = sum(xc.^2)/n
    s = sqrt(v + 0.01)
    xhat = xc / s
    u = gam .* xhat + bet
    L = sum(G .* u)`,
    `
    d_u = G
    d_xhat = d_u .* gam
    d_bet = d_u
    d_gam = d_u .* xhat
    d_x = (d_xhat - (sum(d_xhat) + sum(d_xhat .* xhat) * xhat) / n) / s`,
  );
  book(
    'batch norm, along the samples',
    `
    X = param(N,d); G = constant(N,d); gam = param(d); bet = param(d)
    mu = sum(X, axis=0)/N
    Xc = X - mu
    v = sum(Xc.^2, axis=0)/N
    s = sqrt(v + 0.01)
    Xh = Xc ./ s
    U = gam .* Xh + bet
    L = sum(G .* U)`,
    `
    d_U = G
    d_Xh = d_U .* gam
    d_bet = sum(d_U, axis=0, keep=false)
    d_gam = sum(d_U .* Xh, axis=0, keep=false)
    d_X = (d_Xh - (sum(d_Xh, axis=0) + sum(d_Xh .* Xh, axis=0) .* Xh) / N) ./ s`,
  );
  book(
    'RMS norm',
    `
    x = param(n); G = constant(n); gam = param(n)
    ms = sum(x.^2)/n
    s = sqrt(ms + 0.01)
    xhat = x / s
    L = sum(G .* (gam .* xhat))`,
    `
    d_xhat = G .* gam
    d_gam = G .* xhat
    d_x = (d_xhat - sum(d_xhat .* xhat) * xhat / n) / s`,
  );
});

describe('Attention', () => {
  book(
    'attention corrects each row by its own mean',
    `
    Q = param(N,d); K = param(N,d); V = param(N,k); G = constant(N,k)
    S = Q*K'/sqrt(d)
    A = softmax(S)
    O = A*V
    L = sum(G .* O)`,
    `
    d_O = G
    d_A = d_O * V'
    d_S = A .* (d_A - sum(d_A .* A, axis=1))
    d_V = A' * d_O
    d_K = d_S' * Q / sqrt(d)
    d_Q = d_S * K / sqrt(d)`,
  );
  book(
    'attention with the softmax written out',
    `
    Q = param(N,d); K = param(N,d); V = param(N,k); G = constant(N,k)
    S = Q*K'/sqrt(d)
    A = exp(S) ./ sum(exp(S), axis=1)
    O = A*V
    L = sum(G .* O)`,
    `
    d_O = G
    d_A = d_O * V'
    d_S = (d_A - sum(d_A .* A, axis=1)) .* A
    d_V = A' * d_O
    d_K = d_S' * Q / sqrt(d)
    d_Q = d_S * K / sqrt(d)`,
  );
  book(
    'attention pooling',
    `
    X = input(N,d); v = param(d); G = constant(d)
    s = X*v
    a = softmax(s)
    o = X'*a
    L = sum(G .* o)`,
    `
    d_a = X * G
    d_s = a .* (d_a - sum(d_a .* a))
    d_v = X' * d_s`,
  );
});

describe('Penalties and factors', () => {
  book(
    'an L2 penalty',
    `
    W = param(m,n); lambda = constant()
    L = lambda/2 * sum(W.^2)`,
    `
    d_W = lambda * W`,
  );
  book(
    'a penalty stands beside the data term',
    `
    X = input(N,n); Y = target(N,m); W = param(n,m); b = param(m)
    assume(sum(Y, axis=1) == 1)
    Z = X*W + b
    P = softmax(Z)
    L = crossentropy(P, Y) + 1/20 * sum(W.^2)`,
    `
    d_Z = (P - Y) / N
    d_b = sum(d_Z, axis=0, keep=false)
    d_W = X' * d_Z + W / 10`,
  );
  book(
    'matrix factorisation with a penalty on one factor',
    `
    U = param(m,k); V = param(n,k); Y = target(m,n); lambda = constant()
    E = U*V' - Y
    L = 1/2*sum(E.^2) + lambda/2*sum(U.^2)`,
    `
    d_E = E
    d_V = d_E' * U
    d_U = d_E * V + lambda * U`,
  );
});

describe('Sequences', () => {
  book(
    'a recurrent network in generic t',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(m); W = param(k,n); U = param(k,k); b = param(k); V = param(m,k); c = param(m)
    assume(sum(y[t]) == 1)
    h[0] = zeros(k)
    a[t] = W*x[t] + U*h[t-1] + b
    h[t] = tanh(a[t])
    s[t] = V*h[t] + c
    p[t] = softmax(s[t])
    L = sum(t, crossentropy(p[t], y[t]))`,
    `
    d_s[t] = p[t] - y[t]
    d_h[t] = V' * d_s[t] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_c = sum(t, d_s[t])
    d_V = sum(t, d_s[t] * h[t]')
    d_b = sum(t, d_a[t])
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'long short-term memory: four gates and a cell',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k)
    Wi = param(k,n); Wf = param(k,n); Wo = param(k,n); Wa = param(k,n)
    Ui = param(k,k); Uf = param(k,k); Uo = param(k,k); Ua = param(k,k)
    h[0] = zeros(k); c[0] = zeros(k)
    zi[t] = Wi*x[t] + Ui*h[t-1]
    zf[t] = Wf*x[t] + Uf*h[t-1]
    zo[t] = Wo*x[t] + Uo*h[t-1]
    za[t] = Wa*x[t] + Ua*h[t-1]
    i[t] = sigmoid(zi[t])
    f[t] = sigmoid(zf[t])
    o[t] = sigmoid(zo[t])
    a[t] = tanh(za[t])
    c[t] = f[t] .* c[t-1] + i[t] .* a[t]
    q[t] = tanh(c[t])
    h[t] = o[t] .* q[t]
    L = sum(t, halfsquare(h[t], y[t]))`,
    `
    d_h[t] = h[t] - y[t] + Ua' * d_za[t+1] + Uo' * d_zo[t+1] + Uf' * d_zf[t+1] + Ui' * d_zi[t+1]
    d_c[t] = d_h[t] .* o[t] .* (1 - q[t].^2) + d_c[t+1] .* f[t+1]
    d_za[t] = d_c[t] .* i[t] .* (1 - a[t].^2)
    d_zo[t] = d_h[t] .* q[t] .* o[t] .* (1 - o[t])
    d_zf[t] = d_c[t] .* c[t-1] .* f[t] .* (1 - f[t])
    d_zi[t] = d_c[t] .* a[t] .* i[t] .* (1 - i[t])
    d_Ua = sum(t, d_za[t] * h[t-1]')
    d_Uo = sum(t, d_zo[t] * h[t-1]')
    d_Uf = sum(t, d_zf[t] * h[t-1]')
    d_Ui = sum(t, d_zi[t] * h[t-1]')
    d_Wa = sum(t, d_za[t] * x[t]')
    d_Wo = sum(t, d_zo[t] * x[t]')
    d_Wf = sum(t, d_zf[t] * x[t]')
    d_Wi = sum(t, d_zi[t] * x[t]')`,
  );
  book(
    'a gated recurrent unit',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k)
    Wz = param(k,n); Wr = param(k,n); Wa = param(k,n); Uz = param(k,k); Ur = param(k,k); Ua = param(k,k)
    h[0] = zeros(k)
    zz[t] = Wz*x[t] + Uz*h[t-1]
    zr[t] = Wr*x[t] + Ur*h[t-1]
    z[t] = sigmoid(zz[t])
    r[t] = sigmoid(zr[t])
    q[t] = r[t] .* h[t-1]
    za[t] = Wa*x[t] + Ua*q[t]
    a[t] = tanh(za[t])
    h[t] = (1 - z[t]) .* h[t-1] + z[t] .* a[t]
    L = sum(t, halfsquare(h[t], y[t]))`,
    `
    d_h[t] = h[t] - y[t] + d_h[t+1] .* (1 - z[t+1]) + d_q[t+1] .* r[t+1] + Ur' * d_zr[t+1] + Uz' * d_zz[t+1]
    d_za[t] = d_h[t] .* z[t] .* (1 - a[t].^2)
    d_q[t] = Ua' * d_za[t]
    d_zr[t] = d_q[t] .* h[t-1] .* r[t] .* (1 - r[t])
    d_zz[t] = d_h[t] .* (a[t] - h[t-1]) .* z[t] .* (1 - z[t])
    d_Ua = sum(t, d_za[t] * q[t]')
    d_Ur = sum(t, d_zr[t] * h[t-1]')
    d_Uz = sum(t, d_zz[t] * h[t-1]')
    d_Wa = sum(t, d_za[t] * x[t]')
    d_Wr = sum(t, d_zr[t] * x[t]')
    d_Wz = sum(t, d_zz[t] * x[t]')`,
  );
  book(
    'two recurrent layers',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k); W = param(k,n); U = param(k,k); V = param(k,k); R = param(k,k)
    h[0] = zeros(k); g[0] = zeros(k)
    a[t] = W*x[t] + U*h[t-1]
    h[t] = tanh(a[t])
    c[t] = V*h[t] + R*g[t-1]
    g[t] = tanh(c[t])
    L = sum(t, halfsquare(g[t], y[t]))`,
    `
    d_g[t] = g[t] - y[t] + R' * d_c[t+1]
    d_c[t] = d_g[t] .* (1 - g[t].^2)
    d_h[t] = V' * d_c[t] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_R = sum(t, d_c[t] * g[t-1]')
    d_V = sum(t, d_c[t] * h[t]')
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'a loss at the last step starts the recurrence there',
    `
    t = index(T)
    x[t] = input(n); y = target(m); W = param(k,n); U = param(k,k); V = param(m,k)
    h[0] = zeros(k)
    a[t] = W*x[t] + U*h[t-1]
    h[t] = tanh(a[t])
    o = V*h[T]
    L = halfsquare(o, y)`,
    `
    d_o = o - y
    d_h[T] = V' * d_o
    d_h[t] = U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_V = d_o * h[T]'
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'a backward recurrence that is read at its first place',
    `
    t = index(T)
    x[t] = input(n); y = target(m); W = param(k,n); U = param(k,k); V = param(m,k)
    h[T+1] = zeros(k)
    a[t] = W*x[t] + U*h[t+1]
    h[t] = tanh(a[t])
    o = V*h[1]
    L = halfsquare(o, y)`,
    `
    d_o = o - y
    d_h[1] = V' * d_o
    d_h[t] = U' * d_a[t-1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_V = d_o * h[1]'
    d_U = sum(t, d_a[t] * h[t+1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'a read of h[T] in every step collects all of them at one place',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k); W = param(k,n); U = param(k,k); V = param(k,k)
    h[0] = zeros(k)
    a[t] = W*x[t] + U*h[t-1]
    h[t] = tanh(a[t])
    o[t] = V*h[T] + h[t]
    L = sum(t, halfsquare(o[t], y[t]))`,
    `
    d_o[t] = o[t] - y[t]
    d_h[T] = d_o[T] + sum(t, V' * d_o[t])
    d_h[t] = d_o[t] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_V = sum(t, d_o[t] * h[T]')
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'a learned start value gets the adjoint of the place before the first',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k); W = param(k,n); U = param(k,k); h0 = param(k)
    h[0] = h0
    a[t] = W*x[t] + U*h[t-1]
    h[t] = tanh(a[t])
    L = sum(t, halfsquare(h[t], y[t]))`,
    `
    d_h[0] = U' * d_a[1]
    d_h[t] = h[t] - y[t] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_h0 = d_h[0]
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
  book(
    'a reversed sequence is read in reverse',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k); W = param(k,n); U = param(k,k)
    h[0] = zeros(k)
    a[t] = W*x[T+1-t] + U*h[t-1]
    h[t] = tanh(a[t])
    L = sum(t, halfsquare(h[T+1-t], y[t]))`,
    `
    d_h[t] = h[t] - y[T-t+1] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[T-t+1]')`,
  );
  book(
    'a recurrence with lag two hears from two later steps',
    `
    t = index(T)
    x[t] = input(n); y[t] = target(k); W = param(k,n); U = param(k,k); V = param(k,k)
    h[0] = zeros(k); h[-1] = zeros(k)
    a[t] = W*x[t] + U*h[t-1] + V*h[t-2]
    h[t] = tanh(a[t])
    L = sum(t, halfsquare(h[t], y[t]))`,
    `
    d_h[t] = h[t] - y[t] + V' * d_a[t+2] + U' * d_a[t+1]
    d_a[t] = d_h[t] .* (1 - h[t].^2)
    d_V = sum(t, d_a[t] * h[t-2]')
    d_U = sum(t, d_a[t] * h[t-1]')
    d_W = sum(t, d_a[t] * x[t]')`,
  );
});

describe('Networks whose lines are proved and not looked at', () => {
  test.each([
    ['an absolute error nobody named', 'o = param(n); y = target(n)\nL = sum(abs(o - y))'],
    ['a Huber loss with a decimal threshold', 'o = param(n); y = target(n)\nr = o - y\nL = sum(where(abs(r) > 0.3, 0.3 * (abs(r) - 0.15), r.^2/2))'],
    ['ELU', 'x = param(n); G = constant(n); alpha = constant()\ny = where(x > 0, x, alpha .* (exp(x) - 1))\nL = sum(G .* y)'],
    ['SiLU by its name', 'x = param(n); G = constant(n)\ny = silu(x)\nL = sum(G .* y)'],
    ['GELU by tanh', 'x = param(n); G = constant(n)\nu = 0.7978845608 * (x + 0.044715 * x.^3)\nh = tanh(u)\ny = x .* (1 + h) / 2\nL = sum(G .* y)'],
    ['a z-score with unnamed parts', 'x = param(n); G = constant(n)\nmu = sum(x) / n\ns = sqrt(sum((x - mu).^2) / n)\nz = (x - mu) / s\nL = sum(G .* z)'],
    ['the focal loss', 'z = param()\np = sigmoid(z)\nL = -(1 - p)^2 * log(p)'],
    ['the squared hinge', 'X = input(N,n); y = target(N); w = param(n)\ns = y .* (X*w)\nL = sum(max(1 - s, 0).^2) / N'],
    ['tanh by its exponentials', 'x = param(n); G = constant(n)\nh = (exp(x) - exp(-x)) ./ (exp(x) + exp(-x))\nL = sum(G .* h)'],
    ['softplus beside a sigmoid', 'x = param(n)\ns = sigmoid(x)\nL = sum(log(1 + exp(x)))'],
  ])('%s', (_name, network) => {
    const { proof } = derive(program(network));
    expect(proof.steps).toBeGreaterThan(1);
    expect(proof.worstStep).toBeLessThan(1e-12);
    expect(proof.partials).toBeGreaterThan(0);
    expect(proof.worstPartial).toBeLessThan(1e-6);
  });
});
