/** The networks whose stories the tests tell; each is a small file in the language. */

export const recurrent = (size: string, units = 16): string => `
t = index(${size})
x[t] = input(8);  y[t] = target(5)
Wx = param(${String(units)}, 8);  Wh = param(${String(units)}, ${String(units)});  b = param(${String(units)});  Wy = param(5, ${String(units)});  c = param(5)
h[0] = zeros(${String(units)})
a[t] = Wx * x[t] + Wh * h[t-1] + b
h[t] = tanh(a[t])
s[t] = Wy * h[t] + c
p[t] = softmax(s[t])
assume(sum(y[t]) == 1)
L = sum(t, crossentropy(p[t], y[t]))
`;

/** `h10 = tanh(W10 * h9 + b10)` and so on down. */
const deep = (layers: number): string =>
  [
    'x = input(6)',
    'y = target(4)',
    ...Array.from({ length: layers }, (_, i) => {
      const k = String(i + 1);
      const [rows, columns] = [i + 1 === layers ? 4 : 5, i === 0 ? 6 : 5];
      return `W${k} = param(${String(rows)}, ${String(columns)});  b${k} = param(${String(rows)})`;
    }),
    ...Array.from({ length: layers }, (_, i) => `h${String(i + 1)} = tanh(W${String(i + 1)} * ${i === 0 ? 'x' : `h${String(i)}`} + b${String(i + 1)})`),
    `L = halfsquare(h${String(layers)}, y)`,
  ].join('\n');

export const networks = {
  'two-two-one': `
x  = input(2)
y  = target(1)
W1 = param(2, 2);  b1 = param(2)
W2 = param(1, 2);  b2 = param(1)
z1 = W1 * x + b1
h  = sigmoid(z1)
z2 = W2 * h + b2
o  = sigmoid(z2)
L  = halfsquare(o, y)
`,
  'softmax regression': `
x = input(4)
y = target(3)
W = param(3, 4)
b = param(3)
assume(sum(y) == 1)
z = W * x + b
p = softmax(z)
L = crossentropy(p, y)
`,
  'recurrent, named': recurrent('T'),
  'recurrent, in one line': `
t    = index(T)
x[t] = input(8);  y[t] = target(5)
Wx = param(16, 8);  Wh = param(16, 16);  b = param(16);  Wy = param(5, 16);  c = param(5)
h[0] = zeros(16)
h[t] = tanh(Wx * x[t] + Wh * h[t-1] + b)
L    = sum(t, crossentropy(softmax(Wy * h[t] + c), y[t]))
`,
  'long short-term memory': `
t = index(T)
x[t] = input(m);  y[t] = target(k)
Wi = param(n, m);  Ui = param(n, n);  bi = param(n)
Wf = param(n, m);  Uf = param(n, n);  bf = param(n)
Wo = param(n, m);  Uo = param(n, n);  bo = param(n)
Wa = param(n, m);  Ua = param(n, n);  ba = param(n)
V = param(k, n);  d = param(k)
h[0] = zeros(n)
c[0] = zeros(n)
i[t] = sigmoid(Wi * x[t] + Ui * h[t-1] + bi)
f[t] = sigmoid(Wf * x[t] + Uf * h[t-1] + bf)
o[t] = sigmoid(Wo * x[t] + Uo * h[t-1] + bo)
a[t] = tanh(Wa * x[t] + Ua * h[t-1] + ba)
c[t] = f[t] .* c[t-1] + i[t] .* a[t]
h[t] = o[t] .* tanh(c[t])
s[t] = V * h[t] + d
L = sum(t, halfsquare(s[t], y[t])) / T
`,
  'layers on rows': `
X = input(N, 3)
Y = target(N, 2)
W1 = param(3, 4);  b1 = param(4)
W2 = param(4, 2);  b2 = param(2)
Z1 = X * W1 + b1
H = relu(Z1)
Z2 = H * W2 + b2
P = softmax(Z2)
assume(sum(Y, axis=1) == 1)
L = crossentropy(P, Y)
`,
  'ten layers deep': deep(10),
  'layer norm': `
x = input(n)
y = target(k)
W = param(m, n)
g = param(m)
b = param(m)
V = param(k, m)
z = W * x
u = z - mean(z)
v = mean(u.^2)
s = sqrt(v + 0.00001)
q = g .* u / s + b
o = V * q
L = halfsquare(o, y)
`,
  'loss at the last step': `
t = index(T)
x[t] = input(2)
y = target(1)
Wx = param(4, 2);  Wh = param(4, 4);  b = param(4)
V = param(1, 4);  c = param(1)
h0 = param(4)
h[0] = h0
a[t] = Wx * x[t] + Wh * h[t-1] + b
h[t] = tanh(a[t])
o = V * h[T] + c
L = halfsquare(o, y)
`,
} as const;
