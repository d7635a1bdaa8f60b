/** Transformers and other networks of layers: the forms in which papers print their gradients. Each line has been proved. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { handout, linesOf, program } from './handout.ts';

const layers = readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8');
const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '');
const book = (name: string, network: string, adjoints: string): void => {
  test(name, () => expect(handout(network)).toEqual(lines(adjoints)));
};
/** Of a network of layers, the lines that are named. */
const block = (name: string, network: string, adjoints: string): void => {
  test(name, () => {
    const found = linesOf(derive(program(`use("layers")\n${network}`, { library: { names: ['layers'], find: () => ({ file: 'layers.grad', text: layers }) } })));
    const asked = lines(adjoints);
    expect(found.filter((l) => asked.some((a) => a.split(' = ')[0] === l.split(' = ')[0]))).toEqual(asked);
  });
};

describe('Layers written out', () => {
  book(
    'Nielsen\'s equations, layer by layer',
    `
    x = input(n0); y = target(n3)
    W1 = param(n1, n0); b1 = param(n1); W2 = param(n2, n1); b2 = param(n2); W3 = param(n3, n2); b3 = param(n3)
    z1 = W1 * x + b1
    a1 = sigmoid(z1)
    z2 = W2 * a1 + b2
    a2 = sigmoid(z2)
    z3 = W3 * a2 + b3
    a3 = sigmoid(z3)
    C = halfsquare(a3, y)`,
    `
    d_z3 = (a3 - y) .* a3 .* (1 - a3)
    d_z2 = (W3' * d_z3) .* a2 .* (1 - a2)
    d_z1 = (W2' * d_z2) .* a1 .* (1 - a1)
    d_b3 = d_z3
    d_W3 = d_z3 * a2'
    d_b2 = d_z2
    d_W2 = d_z2 * a1'
    d_b1 = d_z1
    d_W1 = d_z1 * x'`,
  );
  book(
    'and for a layer l of M: the error of the next layer through the transpose of its weights, times the slope',
    `
    l = index(M)
    x = input(n); y = target(n)
    W[l] = param(n, n); b[l] = param(n)
    a[0] = x
    z[l] = W[l] * a[l-1] + b[l]
    a[l] = sigmoid(z[l])
    C = halfsquare(a[M], y)`,
    `
    d_a[M] = a[M] - y
    d_a[l] = W[l+1]' * d_z[l+1]
    d_z[l] = d_a[l] .* a[l] .* (1 - a[l])
    d_b[l] = d_z[l]
    d_W[l] = d_z[l] * a[l-1]'`,
  );
  book(
    'a batch in columns',
    `
    X = input(n, N); Y = target(k, N)
    W = param(m, n); b = param(m); V = param(k, m)
    Z = W * X + b * ones(N)'
    A = tanh(Z)
    O = V * A
    C = sum((O - Y).^2) / (2 * N)`,
    `
    d_O = (O - Y) / N
    d_Z = (V' * d_O) .* (1 - A.^2)
    d_V = d_O * A'
    d_b = d_Z * ones(N)
    d_W = d_Z * X'`,
  );
  book(
    'layer norm of rows behind a projection, its mean and deviation named',
    `
    X = param(T, d); W = param(d, d); Y = target(T, d); g = param(d); b = param(d)
    R = X * W
    m = mean(R, axis=1)
    s = sqrt(mean((R - m).^2, axis=1) + 1e-5)
    N = (R - m) ./ s
    U = N .* g' + b'
    L = halfsquare(U, Y)`,
    `
    d_U = U - Y
    d_N = d_U .* g
    d_R = (d_N - (sum(d_N, axis=1) + sum(d_N .* N, axis=1) .* N) / d) ./ s
    d_b = sum(d_U, axis=0, keep=false)
    d_g = sum(d_U .* N, axis=0, keep=false)
    d_W = X' * d_R
    d_X = d_R * W'`,
  );
  book(
    'batch norm between two layers',
    `
    X = input(N, 4); Y = target(N, 3)
    W = param(4, 5); g = param(5); b = param(5); V = param(5, 3)
    Z = X * W
    m = mean(Z, axis=0)
    v = mean((Z - m).^2, axis=0)
    N1 = (Z - m) ./ sqrt(v + 1e-5)
    U = N1 .* g' + b'
    H = relu(U)
    O = H * V
    L = halfsquare(O, Y)`,
    `
    d_O = O - Y
    d_U = (d_O * V') .* (U > 0)
    d_Z = (d_U - (sum(d_U, axis=0) + sum(d_U .* N1, axis=0) .* N1) / N) .* g ./ sqrt(0.00001 + v)
    d_V = H' * d_O
    d_b = sum(d_U, axis=0, keep=false)
    d_g = sum(d_U .* N1, axis=0, keep=false)
    d_W = X' * d_Z`,
  );
  book(
    'an embedding read three times is scattered into once',
    `
    id = input(T, index=V); E = param(V, d); A = param(d, d); B = param(d, d); C = param(d, d); Y = target(T, d)
    Q = E[id, :] * A
    K = E[id, :] * B
    U = E[id, :] * C
    P = softmax(Q * K' / sqrt(d))
    O = P * U
    L = halfsquare(O, Y)`,
    `
    d_O = O - Y
    d_P = d_O * U'
    d_z_P = P .* (d_P - sum(d_P .* P, axis=1))
    d_U = P' * d_O
    d_K = d_z_P' * Q / sqrt(d)
    d_Q = d_z_P * K / sqrt(d)
    d_C = E[id, :]' * d_U
    d_B = E[id, :]' * d_K
    d_A = E[id, :]' * d_Q
    d_E = scatter(d_U * C' + d_K * B' + d_Q * A', id, axis=0, whole=V)`,
  );
  book(
    'an embedding that is tied to the output has two sources',
    `
    id = input(T, index=V); E = param(V, d); W = param(d, d); Y = target(T, V)
    assume(sum(Y, axis=1) == 1)
    X = E[id, :]
    H = tanh(X * W)
    S = H * E'
    P = softmax(S)
    L = crossentropy(P, Y)`,
    `
    d_S = (P - Y) / T
    d_z_H = (d_S * E) .* (1 - H.^2)
    d_W = X' * d_z_H
    d_E = d_S' * H + scatter(d_z_H * W', id, axis=0, whole=V)`,
  );
  book(
    'a convolution: errors laid over the image, the kernel laid back under the errors, their sum',
    `
    X = param(5, 7); K = param(3, 2); b = param(); G = constant(3, 6)
    Y = conv(X, K) + b
    L = sum(G .* Y)`,
    `
    d_Y = G
    d_b = sum(d_Y)
    d_K = correlate(d_Y, X, spec="pq,(p+u)(q+v)->uv", to=[3, 2])
    d_X = convtranspose(d_Y, K)`,
  );
});

describe('Attention', () => {
  book(
    'with its projections, on a residual stream',
    `
    X = param(T, d); Wq = param(d, k); Wk = param(d, k); Wv = param(d, k); Wo = param(k, d); Y = target(T, d)
    Q = X * Wq
    K = X * Wk
    V = X * Wv
    S = Q * K' / sqrt(k)
    A = softmax(S)
    O = A * V
    R = X + O * Wo
    L = halfsquare(R, Y)`,
    `
    d_R = R - Y
    d_O = d_R * Wo'
    d_A = d_O * V'
    d_S = A .* (d_A - sum(d_A .* A, axis=1))
    d_V = A' * d_O
    d_K = d_S' * Q / sqrt(k)
    d_Q = d_S * K / sqrt(k)
    d_Wo = O' * d_R
    d_Wv = X' * d_V
    d_Wk = X' * d_K
    d_Wq = X' * d_Q
    d_X = d_R + d_V * Wv' + d_K * Wk' + d_Q * Wq'`,
  );
  book(
    'that may look at earlier places only has the same lines',
    `
    X = input(T, d); Wq = param(d, k); Wk = param(d, k); Wv = param(d, k); Y = target(T, k)
    Q = X * Wq
    K = X * Wk
    V = X * Wv
    S = Q * K' / sqrt(k) + causal(T)
    A = softmax(S)
    O = A * V
    L = halfsquare(O, Y)`,
    `
    d_O = O - Y
    d_A = d_O * V'
    d_S = A .* (d_A - sum(d_A .* A, axis=1))
    d_V = A' * d_O
    d_K = d_S' * Q / sqrt(k)
    d_Q = d_S * K / sqrt(k)
    d_Wv = X' * d_V
    d_Wk = X' * d_K
    d_Wq = X' * d_Q`,
  );
  book(
    'between two sequences: queries from one, keys and values from the other',
    `
    X = param(T, d); M = param(S, c); Wq = param(d, k); Wk = param(c, k); Wv = param(c, k); Y = target(T, k)
    Q = X * Wq
    K = M * Wk
    V = M * Wv
    Z = Q * K' / sqrt(k)
    A = softmax(Z)
    O = A * V
    L = halfsquare(O, Y)`,
    `
    d_O = O - Y
    d_A = d_O * V'
    d_Z = A .* (d_A - sum(d_A .* A, axis=1))
    d_V = A' * d_O
    d_K = d_Z' * Q / sqrt(k)
    d_Q = d_Z * K / sqrt(k)
    d_Wv = M' * d_V
    d_Wk = M' * d_K
    d_Wq = X' * d_Q
    d_M = d_V * Wv' + d_K * Wk'
    d_X = d_Q * Wq'`,
  );
});

describe('Blocks of the library', () => {
  block(
    'one head',
    `
    X = input(T, 6); Y = target(T, 3)
    l = attention(X, 3)
    L = halfsquare(l.y, Y)`,
    `
    d_l.y = l.y - Y
    d_l.a = d_l.y * l.v'
    d_l.s = l.a .* (d_l.a - sum(d_l.a .* l.a, axis=1))
    d_l.v = l.a' * d_l.y
    d_l.k = d_l.s' * l.q / sqrt(3)
    d_l.q = d_l.s * l.k / sqrt(3)
    d_l.V = X' * d_l.v
    d_l.K = X' * d_l.k
    d_l.Q = X' * d_l.q`,
  );
  block(
    'several heads between two sequences keep the letters of their axes',
    `
    X = param(T, 6); M = param(S, 5); Y = target(T, 6)
    l = crossattention(X, M, 2, 3)
    L = halfsquare(l.y, Y)`,
    `
    d_l.y = l.y - Y
    d_l.w = contract(d_l.y, l.O, spec="tm,hdm->htd")
    d_l.a = contract(d_l.w, l.v, spec="htd,hsd->hts")
    d_l.s = l.a .* (d_l.a - sum(d_l.a .* l.a, axis=2))
    d_l.v = contract(l.a, d_l.w, spec="hts,htd->hsd")
    d_l.k = contract(d_l.s, l.q, spec="hts,htd->hsd") / sqrt(3)
    d_l.q = contract(d_l.s, l.k, spec="hts,hsd->htd") / sqrt(3)
    d_l.O = contract(l.w, d_l.y, spec="htd,tm->hdm")
    d_l.V = contract(M, d_l.v, spec="sl,hsd->lhd")
    d_l.K = contract(M, d_l.k, spec="sl,hsd->lhd")
    d_l.Q = contract(X, d_l.q, spec="tm,htd->mhd")
    d_M = contract(d_l.v, l.V, spec="hsd,lhd->sl") + contract(d_l.k, l.K, spec="hsd,lhd->sl")
    d_X = contract(d_l.q, l.Q, spec="htd,mhd->tm")`,
  );
  block(
    'a block that normalises last',
    `
    X = param(T, 6); Y = target(T, 6)
    b = transformerblock(X, 2, 3, 7)
    L = halfsquare(b.y, Y)`,
    `
    d_b.u = (d_b.n2.n - mean(d_b.n2.n, axis=1) - b.n2.n .* mean(d_b.n2.n .* b.n2.n, axis=1)) ./ deviation(b.u)
    d_b.n1.y = d_b.u + d_b.f.z * b.f.W'
    d_b.n1.n = d_b.n1.y .* b.n1.g
    d_b.n1.b = sum(d_b.n1.y, axis=0, keep=false)
    d_b.n1.g = sum(d_b.n1.y .* b.n1.n, axis=0, keep=false)
    d_b.r = (d_b.n1.n - mean(d_b.n1.n, axis=1) - b.n1.n .* mean(d_b.n1.n .* b.n1.n, axis=1)) ./ deviation(b.r)
    d_b.att.y = d_b.r
    d_b.att.s = b.att.a .* (d_b.att.a - sum(d_b.att.a .* b.att.a, axis=2))
    d_X = d_b.r + contract(d_b.att.v, b.att.V, spec="htd,mhd->tm") + contract(d_b.att.k, b.att.K, spec="htd,mhd->tm") + contract(d_b.att.q, b.att.Q, spec="htd,mhd->tm")`,
  );
  block(
    'a decoder, normalising first, with places and a tied embedding',
    `
    id = input(T, index=11); Y = target(T, 11)
    assume(sum(Y, axis=1) == 1)
    e = embedding(id, 11, 6)
    X = e.y + sinusoidal(T, 6)
    b = decoderblock(X, 2, 3, 7)
    P = softmax(b.y * e.E')
    L = crossentropy(P, Y)`,
    `
    d_b.y = d_z_P * e.E
    d_b.r = d_b.y + (d_b.n2.n - mean(d_b.n2.n, axis=1) - b.n2.n .* mean(d_b.n2.n .* b.n2.n, axis=1)) ./ deviation(b.r)
    d_b.att.k = contract(d_b.att.s, b.att.q, spec="hts,htd->hsd") / sqrt(3)
    d_b.att.q = contract(d_b.att.s, b.att.k, spec="hts,hsd->htd") / sqrt(3)
    d_b.n1.y = contract(d_b.att.v, b.att.V, spec="htd,mhd->tm") + contract(d_b.att.k, b.att.K, spec="htd,mhd->tm") + contract(d_b.att.q, b.att.Q, spec="htd,mhd->tm")
    d_e.y = d_b.r + (d_b.n1.n - mean(d_b.n1.n, axis=1) - b.n1.n .* mean(d_b.n1.n .* b.n1.n, axis=1)) ./ deviation(X)
    d_e.E = d_z_P' * b.y + scatter(d_e.y, id, axis=0, whole=11)`,
  );
});
