import { agreement, dataFor } from './differences.ts';
import { handout, program } from './handout.ts';
const small = 'x[t] = input(2); y[t] = target(3); W = param(3, 2); U = param(3, 3); V = param(3, 3)';
const nets: [string,string][] = [
 ['pairs', `t = index(T); u = index(T); ${small}\nh[t] = tanh(W*x[t])\nL = sum(t, sum(u, t * sum(h[t] .* (V*h[u]))))`],
 ['pairs2', `t = index(T); u = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(t, sum(u, u * t * sum(h[t].^2 .* (V*h[u]))))`],
 ['shadow', `t = index(T); ${small}\nh[t] = tanh(W*x[t])\no[t] = h[t] + V * sum(t, h[t])\nL = sum(t, halfsquare(o[t], y[t]))`],
 ['shadow2', `t = index(T); ${small}\nh[t] = tanh(W*x[t])\nL = sum(t, sum(h[t] .* sum(t, V*h[t] * t)))`],
 ['shadow3', `t = index(T); ${small}\nh[0]=zeros(3)\nm[t] = sum(t, W*x[t]) / t\nh[t] = tanh(m[t] + U*h[t-1])\nL = sum(t, halfsquare(V*h[t], y[t]))`],
 ['attention in time', `t = index(T); s = index(T); x[t] = input(2); y[t] = target(2); Q = param(2,2); K = param(2,2); V = param(2,2)\nq[t] = Q*x[t]\nk[t] = K*x[t]\nv[t] = V*x[t]\nE[t, s] = exp(q[t]' * k[s])\nZ[t] = sum(s, E[t,s])\no[t] = sum(s, E[t,s] * v[s]) / Z[t]\nL = sum(t, halfsquare(o[t], y[t]))`],
 ['swapped', `s = index(T); t = index(T); w[s,t] = param(2); x = input(2)\na[s,t] = tanh(w[s,t] .* x)\nL = sum(s, sum(t, sum(a[s,t] .* a[t,s])))`],
 ['fixed2', `s = index(3); t = index(T); w[s,t] = param(2)\na[s,t] = tanh(w[s,t])\nL = sum(s, sum(a[s,T] .* a[s,1]))`],
 ['fixed first', `s = index(3); t = index(T); w[s,t] = param(2)\na[s,t] = tanh(w[s,t])\nL = sum(t, sum(a[2,t] .* a[1,t]))`],
 ['mid', `t = index(5); ${small}\nh[0]=zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(h[3] .* (V*h[5])) + sum(h[3])`],
 ['two0', `t = index(T); ${small}; q = param(3)\nh[0]=q\nh[t] = tanh(W*x[t] + U*h[t-1] + V*h[0])\nL = sum(h[T]) + sum(h[0].^2)`],
 ['2dgrid', `s = index(3); t = index(T); w[s,t] = param(2); U = param(2,2)\na[s,0] = ones(2)\na[s,t] = tanh(w[s,t] + U*a[s,t-1])\nL = sum(s, sum(t, s*t*sum(a[s,t])))`],
 ['2drev', `s = index(3); t = index(T); w[s,t] = param(2); U = param(2,2)\na[s,0] = ones(2)\na[s,t] = tanh(w[s,t] + U*a[s,t-1])\nL = sum(s, sum(t, s*sum(a[4-s,T+1-t].^2)))`],
 ['log guard', `t = index(T); x[t] = input(2); W = param(3, 2); a[T+1] = ones(3)\na[t] = exp(W*x[t])\nL = sum(t, sum(log(a[t+1]) ./ a[t]))`],
 ['inverse rec', `t = index(T); x[t] = input(2); W = param(3, 2); h[0] = ones(3)\nh[t] = exp(W*x[t]) ./ (1 + h[t-1].^2)\nL = sum(t, sum(1 ./ h[t]))`],
 ['sqrt rec', `t = index(T); x[t] = input(2); W = param(3, 2); q = param(3); h[0] = q.^2\nh[t] = sqrt(exp(W*x[t]) + h[t-1])\nL = sum(t, sum(h[t]))`],
 ['dimdep', `t = index(T); ${small}\nh[0]=zeros(3)\nh[t] = tanh(W*x[t] + (T - t) * (U*h[t-1]))\nL = sum(t, (T+1-t) * halfsquare(V*h[t], y[t])) / T^2`],
 ['coupled start', `t = index(T); ${small}; h[0] = c[0].^2; c[0] = V * ones(3)\nc[t] = tanh(U*h[t-1])\nh[t] = tanh(W*x[t] + c[t])\nL = sum(t, halfsquare(h[t], y[t]))`],
 ['slice of t', `t = index(4); X = param(4, 3)\nL = sum(t, t*sum(X[t].^2))`],
 ['slice shifted', `t = index(3); X = param(4, 3)\nL = sum(t, sum(X[t] .* X[t+1]))`],
 ['slice rec', `t = index(4); X = param(4, 3); U = param(3,3)\nh[0]=zeros(3)\nh[t] = tanh(X[5-t] + U*h[t-1])\nL = sum(t, sum(h[t]))`],
];
for (const [n, t] of nets) for (const T of [4, 1]) {
  try { const p = program(t); const a = agreement(p, dataFor(p, { T })); console.log(n, T, a.partials, a.worst.toExponential(1), a.wrong.slice(0,3)); if (T === 4) console.log(handout(t).map(x => '     ' + x).join('\n')); } catch (e) { const x = e as Error; console.log(n, T, 'FAILED', x.message, x.name === 'Problem' ? '' : x.stack?.split('\n').slice(1,4)); }
}
