/** Functions of arrays under all their options: shapes with odd sizes and sizes one, up to five axes. */
import type { Case } from './sweep-of.ts';

type Sizes = readonly number[];
interface Call {
  readonly call: string;
  readonly shapes: readonly Sizes[];
  /** Whole numbers that are data: their sizes, and up to which they run. */
  readonly whole?: Case['whole'];
}
const of = (call: string, ...shapes: readonly Sizes[]): Call => ({ call, shapes });
const numbered = (call: string, sizes: Sizes, upTo: number, ...shapes: readonly Sizes[]): Call => ({ call, shapes, whole: { sizes, upTo } });

/** All settings of some options; what an option usually is goes unsaid. */
const grid = (options: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(options).reduce<readonly string[]>((said, [name, values]) => said.flatMap((before) => values.map((v) => (v === '' ? before : `${before}, ${name}=${v}`))), ['']);

const convolutions: readonly Call[] = [
  ...grid({ stride: ['', '2', '3'], pad: ['', '2'], dilation: ['', '2'], groups: ['', '3'] }).flatMap((options) => {
    const kernel = options.includes('groups') ? [3, 1, 3] : [2, 3, 3];
    return [of(`conv(x, u${options})`, [3, 7], kernel), of(`conv(x, u, v${options})`, [2, 3, 5], kernel, kernel.slice(0, 1)), of(`conv(x, u${options})`, [1, 3, 7], kernel)];
  }),
  ...grid({ stride: ['', '[2, 1]', '[3, 2]'], pad: ['', '1', '[1, 2]'], dilation: ['', '[1, 2]'], groups: ['', '2'] }).flatMap((options) => {
    const kernel = options.includes('groups') ? [4, 1, 3, 2] : [3, 2, 3, 2];
    return [of(`conv(x, u${options})`, [2, 5, 7], kernel), of(`conv(x, u, v${options})`, [2, 2, 3, 5], kernel, kernel.slice(0, 1))];
  }),
  ...grid({ stride: ['', '2'], pad: ['', '1'] }).flatMap((options) => [of(`conv(x, u${options})`, [7], [3]), of(`conv(x, u${options})`, [5, 7], [3, 1]), of(`conv(x, u${options})`, [1, 1, 1], [1, 1, 1]), of(`conv(x, u${options})`, [2, 3, 2, 3], [1, 2, 2, 1, 2])]),
  ...grid({ stride: ['', '2', '[1, 3]'], pad: ['', '1'], dilation: ['', '2'] }).map((options) => of(`convtranspose(x, u${options})`, [2, 3, 2], [2, 3, 3, 3])),
  ...grid({ stride: ['', '2'], dilation: ['', '3'] }).flatMap((options) => [of(`convtranspose(x, u${options})`, [5], [3]), of(`convtranspose(x, u, v${options})`, [2, 3, 5], [3, 1, 3], [1])]),
];
const pools: readonly Call[] = ['maxpool', 'avgpool'].flatMap((fn) => [
  ...grid({ stride: ['', '1', '3'], pad: ['', '1'] }).flatMap((options) => [of(`${fn}(x, 2${options})`, [7]), of(`${fn}(x, 3${options})`, [3, 5]), of(`${fn}(x, 2${options})`, [3, 5, 3])]),
  ...grid({ stride: ['', '1', '[1, 2]'], pad: ['', '[0, 1]'] }).flatMap((options) => [of(`${fn}(x, [3, 2]${options})`, [5, 7]), of(`${fn}(x, [1, 3]${options})`, [2, 1, 3, 5])]),
  of(`${fn}(x, 1)`, [1]),
  of(`${fn}(x, [3])`, [2, 3, 5]),
]);
const layouts: readonly Call[] = [
  ...([['[2, 3]', [6]], ['[6]', [2, 3]], ['[30]', [2, 3, 5]], ['[6, 5]', [2, 3, 5]], ['[5, 6]', [2, 3, 5]], ['[3, -1, 2]', [2, 3, 5]], ['[1, 3, 1]', [3]], ['[2, 3, 1, 5]', [6, 5]], ['[-1]', [1, 1, 1]], ['[3, 2, 2, 3, 1]', [4, 9]]] as const).map(([to, from]) => of(`reshape(x, to=${to})`, from)),
  ...[[7], [2, 3], [1, 3, 5], [2, 1, 3, 2], [2, 1, 3, 1, 5]].map((from) => of('flatten(x)', from)),
  ...([['[1, 0]', [3, 5]], ['[2, 0, 1]', [2, 3, 5]], ['[1, 0, 2]', [3, 1, 5]], ['[3, 1, 0, 2]', [2, 3, 1, 5]], ['[4, 2, 0, 1, 3]', [2, 1, 3, 2, 3]]] as const).map(([order, from]) => of(`permute(x, order=${order})`, from)),
  ...[[[3], [5], 0], [[2, 3], [5, 3], 0], [[2, 3], [2, 1], 1], [[2, 3, 1], [2, 3, 5], -1], [[1, 2, 3, 2], [1, 5, 3, 2], 1], [[2, 1, 3, 1, 2], [2, 1, 3, 5, 2], 3]].map(([a, b, axis]) => of(`concat(x, u, x, axis=${String(axis)})`, a as Sizes, b as Sizes)),
  ...([['', [3]], [', axis=1', [3]], [', axis=2', [2, 3]], [', axis=-1', [2, 1, 3]], [', axis=1', [2, 1, 3, 2]]] as const).map(([axis, from]) => of(`stack(x, u, x${axis})`, from, from)),
  ...([['axis=0, by=1', [3]], ['axis=[0, 1], by=[2, 1]', [3, 5]], ['axis=-1, by=2', [2, 1, 3]], ['axis=[1, 3], by=1', [2, 3, 1, 2]], ['axis=[0, 4], by=[1, 2]', [1, 2, 1, 3, 2]]] as const).map(([how, from]) => of(`pad(x, ${how})`, from)),
  ...([['2:3', [5]], ['1:2:7', [7]], ['7:-2:2', [7]], ['4', [5]], [':, 2:3', [3, 5]], ['3:-1:1, 2', [3, 5]], ['2, :, 1:2:3', [2, 3, 5]], ['1:1', [1]], [':, 2:-1:1, :, 1:2:5', [1, 3, 2, 5]], [':, 2, :, 3:-2:1, :', [2, 3, 1, 3, 2]]] as const).map(([at, from]) => of(`x[${at}]`, from)),
  ...([['', [5]], ['axis=0', [3, 5]], ['axis=[0, 2]', [3, 1, 5]], ['axis=-1', [2, 3, 1, 5]], ['axis=[1, 3]', [2, 3, 1, 5, 2]]] as const).map(([how, from]) => of(`flip(x${how === '' ? '' : `, ${how}`})`, from)),
  ...([['to=[5, 3], axes=[1]', [3]], ['to=[3, 5], axes=[0]', [3]], ['to=[2, 3, 5], axes=[1]', [3]], ['to=[2, 3, 5, 2], axes=[0, 2]', [2, 5]], ['to=[5, 3]', [5, 1]], ['to=[2, 3, 1, 5, 3], axes=[1, 2, 4]', [3, 1, 3]]] as const).map(([how, from]) => of(`expand(x, ${how})`, from)),
  ...([['axis=0, at=2, whole=7', [3]], ['axis=0, at=1, step=3, whole=7', [3]], ['axis=1, at=5, step=-2, whole=5', [2, 3]], ['axis=2, at=1, whole=3', [2, 3, 1]], ['axis=3, at=2, step=2, whole=7', [2, 1, 3, 3]]] as const).map(([how, from]) => of(`place(x, ${how})`, from)),
];
const axesOf = (n: number): readonly string[] => ['', ...Array.from({ length: n }, (_, axis) => `, axis=${String(axis)}`), ...(n > 1 ? [', axis=-2'] : [])];
const ordered: readonly Call[] = [[1], [7], [1, 3], [5, 3], [3, 1, 5], [2, 3, 1, 5], [2, 1, 3, 2, 3]].flatMap((from) =>
  axesOf(from.length).flatMap((axis) => {
    const n = from.at(axis === '' ? -1 : Number(axis.slice(7))) ?? 1;
    return [`sort(x${axis})`, `sort(x${axis}, descending=true)`, ...[...new Set([1, Math.ceil(n / 2), n])].map((k) => `topk(x, ${String(k)}${axis})`), `median(x${axis === '' ? ', axis=-1' : axis})`, `cumsum(x${axis === '' ? ', axis=-1' : axis})`].map((call) => of(call, from));
  }),
);
const byNumber: readonly Call[] = [
  numbered('x[id, :]', [5], 3, [3, 2]), numbered('x[:, id]', [2], 5, [3, 5]), numbered('x[id]', [2, 3], 7, [7]), numbered('x[:, id, :]', [3, 2], 5, [2, 5, 3]), numbered('x[id, :]', [1], 1, [1, 3]), numbered('x[:, id, :, :]', [3], 2, [2, 2, 3, 2]),
  numbered('scatter(x, id, axis=0, whole=5)', [3], 5, [3, 2]), numbered('scatter(x, id, axis=1, whole=2)', [5], 2, [3, 5]), numbered('scatter(x, id, axis=0, whole=7)', [2, 3], 7, [2, 3, 2]), numbered('scatter(x, id, axis=2, whole=3)', [2], 3, [3, 1, 2, 2]),
  numbered('takealong(x, id)', [3], 5, [5]), numbered('takealong(x, id, axis=1)', [3, 2], 5, [3, 5]), numbered('takealong(x, id, axis=0)', [7, 3], 2, [2, 3]), numbered('takealong(x, id, axis=1)', [2, 1, 3], 5, [2, 5, 3]), numbered('takealong(x, id, axis=3)', [2, 1, 3, 5], 2, [2, 1, 3, 2]),
  numbered('putalong(x, id, whole=7)', [3], 7, [3]), numbered('putalong(x, id, axis=1, whole=5)', [3, 2], 5, [3, 2]), numbered('putalong(x, id, axis=0, whole=2)', [7, 3], 2, [7, 3]), numbered('putalong(x, id, axis=2, whole=3)', [2, 1, 5, 3], 3, [2, 1, 5, 3]),
]; // prettier-ignore
const products: readonly Call[] = [
  ...[
    ['i,i->', [3], [3]], ['i,j->ij', [3], [5]], ['i,j->ji', [3], [5]], ['ij,jk->ik', [2, 3], [3, 5]], ['ij,jk->ki', [2, 3], [3, 5]], ['ij,kj->ik', [2, 3], [5, 3]], ['ij,ij->i', [3, 5], [3, 5]], ['ij,ij->', [3, 5], [3, 5]], ['ij,i->j', [3, 5], [3]], ['ij,kl->jk', [2, 3], [5, 2]],
    ['bij,bjk->bik', [2, 3, 5], [2, 5, 3]], ['htd,hsd->hts', [2, 3, 5], [2, 1, 5]], ['tm,mhd->htd', [3, 5], [5, 2, 3]], ['ijk,kl->lij', [2, 3, 5], [5, 2]], ['ijk,ijk->k', [2, 3, 5], [2, 3, 5]], ['ijk,j->ik', [2, 3, 5], [3]], ['ij,jkl->lik', [2, 3], [3, 2, 5]],
    ['nchw,oc->nohw', [1, 3, 2, 5], [2, 3]], ['bhtd,bhsd->bhts', [1, 2, 3, 2], [1, 2, 5, 2]], ['abcd,dcbe->ae', [2, 3, 1, 2], [2, 1, 3, 5]], ['abcd,ef->fcaeb', [2, 1, 3, 2], [3, 2]], ['abcde,ce->bad', [2, 1, 3, 2, 3], [3, 3]], ['abcde,abcde->', [2, 1, 3, 1, 2], [2, 1, 3, 1, 2]], ['abc,cde->abdec', [2, 3, 1], [1, 3, 2]],
  ].map(([spec, a, b]) => of(`contract(x, u, spec="${String(spec)}")`, a as Sizes, b as Sizes)),
  ...([[[2, 3], [3, 5]], [[2, 3, 5], [2, 5, 3]], [[1, 3, 5], [5, 2]], [[3, 5], [2, 5, 3]], [[2, 3, 5], [5]], [[2, 1, 3, 5], [2, 1, 5, 2]], [[1, 2, 3, 1, 2], [1, 2, 3, 2, 5]]] as const).map(([a, b]) => of('matmul(x, u)', a, b)),
]; // prettier-ignore
const wide: readonly Call[] = [
  ...[[3, 1], [5, 3], [2, 3, 5], [1, 3, 2, 5], [2, 1, 3, 2, 2]].flatMap((from) => ['normalize(x)', 'rmsnormalize(x)', 'batchnormalize(x)', 'softmax(x)', 'logsumexp(x)', ...['sum', 'mean', 'max', 'variance'].flatMap((fn) => [`${fn}(x, but=1)`, `${fn}(x, axis=[0, -1], keep=false)`])].map((call) => of(call, from))),
  ...([[[2, 3, 1, 5], [2, 3, 1, 5]], [[2, 3, 1, 5], [1, 3, 2, 1]], [[2, 3, 5, 2], [3, 1, 1]], [[2, 1, 3, 1, 2], [2, 5, 3, 1, 1]], [[2, 1, 3, 2, 5], [5]]] as const).flatMap(([a, b]) => ['x + u', 'x .* u', 'x ./ u', 'max(x, u)', 'atan2(x, u)'].map((call) => of(call, a, b))),
];

export const arrayCases = (seeds: readonly number[]): readonly Case[] =>
  [...convolutions, ...pools, ...layouts, ...ordered, ...byNumber, ...products, ...wide].flatMap(({ call, shapes, whole }) =>
    seeds.map((seed): Case => ({ fn: /^(\w+)\(/u.exec(call)?.[1] ?? (call.startsWith('x[') ? (whole === undefined ? 'parts' : 'gather') : (/ (\S+) /u.exec(call)?.[1] ?? call)), call, arity: shapes.length, shapes, draw: 'mixed', seed, most: 150, ...(whole === undefined ? {} : { whole }) })),
  );
