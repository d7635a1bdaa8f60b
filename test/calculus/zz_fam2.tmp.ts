import { agreement, dataFor } from './differences.ts';
import { handout, program } from './handout.ts';
const nets: [string,string][] = [
 ['base of the consumer', `t = index(T); x[t] = input(2); p = param(2); q = param(2); w = param(2)\na[T+1] = p; b[0] = q\na[t] = tanh(w .* x[t])\nb[t] = a[t+1].^2\nL = sum(t, t * sum(b[t-1]))`],
 ['rec both', `t = index(T); x[t] = input(2); p = param(2); q = param(2); w = param(2)\nh[0] = p; g[T+1] = q\nh[t] = tanh(w .* x[t] + h[t-1])\ng[t] = tanh(h[t-1] + g[t+1])\nL = sum(t, t * sum(g[t+1] .* h[t-1]))`],
 ['where log', `x = param(3); G = constant(3)\ny = where(x > 0, x .* log(abs(x)), 0)\nL = sum(y)`],
 ['where log2', `x = param(3)\ny = where(x > 0, x .* log(x), x)\nL = sum(y)`],
 ['where sqrt', `x = param(3)\ny = where(x > 0, sqrt(x), x)\nL = sum(y)`],
 ['base3', `t = index(T); x[t] = input(2); q = param(2); w = param(2)\nb[0] = q\nb[t] = w .* x[t]\nc[t] = b[t-1].^2 + b[t]\nL = sum(t, t * sum(c[t]))`],
 ['base4', `t = index(T); x[t] = input(2); q = param(2); w[t] = param(2)\nb[0] = q\nb[t] = w[t] .* x[t]\nL = sum(t, t * sum(b[t-1].^2)) + sum(b[T])`],
 ['sum within', `s = index(3); t = index(T); x[t] = input(2); w = param(2); p = param(2); q[s] = input(2)
h[0] = p
h[t] = w .* x[t]
c[s] = q[s] .* sum(t, t * h[t-1])
L = sum(s, s * sum(c[s].^2))`],
 ['sum within same', `s = index(T); t = index(T); x[t] = input(2); w = param(2); p = param(2); q[s] = input(2)
h[0] = p
h[t] = w .* x[t]
c[s] = q[s] .* sum(t, t * h[t-1])
L = sum(s, s * sum(c[s].^2))`],
];
for (const [n, t] of nets) for (const T of [4, 1]) {
  try { const p = program(t); const a = agreement(p, dataFor(p, { T })); console.log(n, T, a.partials, a.worst.toExponential(1), a.wrong.slice(0,3)); if (T === 4) console.log(handout(t).map(x => '     ' + x).join('\n')); } catch (e) { const x = e as Error & {expected?: string}; console.log(n, T, 'FAILED', x.message, x.expected, x.name === 'Problem' ? '' : x.stack?.split('\n').slice(1,4)); }
}
