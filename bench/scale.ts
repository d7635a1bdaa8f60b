/**
 * How the whole way grows: text read, differentiated, compiled, all values and gradients computed. `tsx bench/scale.ts`
 * takes the sizes as words, 1,000 10,000 100,000 unless given, and takes the median of three runs of the small ones.
 */
import { derivative, parse } from 'mathjs';
import { derive } from '../src/calculus/derive.ts';
import { differentiate, formulasOf } from '../src/calculus/differentiate.ts';
import { nodesBelow } from '../src/core/expr.ts';
import { compile } from '../src/engine/compile.ts';
import { median, once, program, table } from './measure.ts';

const list = (n: number, of: (i: number) => string, between = '\n'): string => Array.from({ length: n }, (_, i) => of(i + 1)).join(between);

/** Formulas with n items; every name declared is given the same number. */
const shapes: readonly (readonly [name: string, text: (n: number) => string])[] = [
  ['a chain of n formulas', (n) => `w = param()\nz0 = w\n${list(n, (i) => `z${String(i)} = sin(z${String(i - 1)})`)}`],
  ['a chain of n sigmoids', (n) => `w = param()\nz0 = w\n${list(n, (i) => `z${String(i)} = sigmoid(w * z${String(i - 1)})`)}`],
  ['n formulas added by pairs', (n) => pairs(n)],
  ['n parameters, one sum', (n) => `${list(n, (i) => `p${String(i)} = param()`)}\nL = ${list(n, (i) => `p${String(i)}^2`, ' + ')}`],
  ['n terms a*x', (n) => `a = param(); x = param()\nL = ${list(n, (i) => `${String(i)}*a*x`, ' + ')}`],
  ['n factors', (n) => `x = param()\nL = ${list(n, (i) => `cos(x/${String(i)})`, ' * ')}`],
];
const pairs = (n: number): string => {
  const leaves = Math.ceil(n / 2);
  const lines = Array.from({ length: leaves }, (_, i) => `a${String(i + 1)} = sin(${String(i + 1)} * w)`);
  for (let next = leaves + 1, left = 1; left < next - 1; next++, left += 2) lines.push(`a${String(next)} = a${String(left)} + a${String(left + 1)}`);
  return `w = param()\n${lines.join('\n')}`;
};

const measure = (text: string, rounds: number) => {
  const times = Array.from({ length: rounds }, () => {
    let p = program('x = param()\nL = x');
    const read = once(() => { p = program(text); });
    let made = differentiate(program('x = param()\nL = x'));
    const differentiated = once(() => { made = differentiate(p); });
    let evaluator = compile(program('x = param()\nL = x'), { dims: new Map() });
    const compiled = once(() => { evaluator = compile(made.gradient, { dims: new Map() }); });
    for (const b of evaluator.plan.given) evaluator.set(b.name, 0.9);
    evaluator.run();
    const ran = once(evaluator.run);
    const nodes = nodesBelow([...made.gradient.bindings.values()].flatMap(formulasOf)).length;
    return { read, differentiated, compiled, ran, nodes };
  });
  const of = (key: 'read' | 'differentiated' | 'compiled' | 'ran'): number => median(times.map((t) => t[key]));
  return { read: of('read'), differentiated: of('differentiated'), compiled: of('compiled'), ran: of('ran'), nodes: times[0]?.nodes ?? 0 };
};

const sizes = process.argv.slice(2).map(Number);
const ns = sizes.length > 0 ? sizes : [1000, 10_000, 100_000];
const rows = shapes.flatMap(([name, text]) =>
  ns.map((n) => {
    const m = measure(text(n), n > 3000 ? 1 : 3);
    const whole = m.read + m.differentiated + m.compiled;
    return [name, String(n), String(m.nodes), ...[m.read, m.differentiated, m.compiled].map((ms) => ms.toFixed(0)), m.ran.toFixed(1), ((1000 * whole) / n).toFixed(0)];
  }),
);
console.log('Milliseconds for the whole way, and microseconds an item before it runs (nodes with all gradients)');
table(['', 'n', 'nodes', 'read', 'differentiate', 'compile', 'run', 'us/item'], rows);

/** An LSTM over T steps, derived and proved, and compiled: T is a number in the result, and nothing that is done depends on it. */
const lstm = (length: number): string => `use("layers")
T = ${String(length)}; t = index(T); x[t] = input(2); y[t] = target(5); V = param(5, 3); d = param(5)
s[0] = {h: zeros(3), c: zeros(3)}
s[t] = lstmcell(x[t], s[t-1], 3)
L = sum(t, halfsquare(V * s[t].h + d, y[t])) / T`;
const lengths = [4, 400, 40_000].map((length) => {
  const p = program(lstm(length));
  const { gradient } = differentiate(p);
  const derived = median(Array.from({ length: 5 }, () => once(() => derive(p))));
  const compiled = median(Array.from({ length: 5 }, () => once(() => compile(gradient, { dims: new Map() }))));
  return [String(length), derived.toFixed(0), compiled.toFixed(0), String(compile(gradient, { dims: new Map() }).source.replace(/\d+/gu, '0').length)];
});
console.log('An LSTM over T steps, milliseconds, and characters of code with every number as one digit');
table(['T', 'derive', 'compile', 'code'], lengths);

/** mathjs nests a sum as deeply as it has terms, and its walks call themselves: beyond a few thousand they overflow. */
const beside = [100, 300, 1000].map((n) => {
  const formula = list(n, (i) => `${String(i)}*a*sin(x)`, ' + ');
  const text = `a = param(); x = param()\nL = ${formula}`;
  const rounds = Array.from({ length: 5 }, () => n);
  const ours = median(rounds.map(() => once(() => differentiate(program(text), ['x']))));
  const theirs = median(rounds.map(() => once(() => derivative(parse(formula), 'x', { simplify: false }))));
  return [String(n), ours.toFixed(1), theirs.toFixed(1), (theirs / ours).toFixed(2)];
});
console.log('A sum of n terms read and differentiated by x, beside mathjs (parse and derivative, without simplifying), milliseconds');
table(['terms', 'ours', 'mathjs', 'ratio'], beside);
