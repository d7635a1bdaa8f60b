/** Laws of functions of one number: sin^2 + cos^2 = 1, and what the sign and the absolute value make of each other. */
import { cancel, expand } from './laws.ts';
import { type Algebra, bracket, type Factor, mentions, mono, type Mono, type Poly, poly, polyKey, samePoly } from './poly.ts';
import { rewrite } from './rewrite.ts';

const isSquare = (f: Factor, op: string): boolean => f.atom.kind === 'fn' && f.atom.op === op && f.power >= 2 && f.slots.length === 0;
const argument = (f: Factor): string => (f.atom.kind === 'fn' ? f.atom.args.map(polyKey).join(';') : '');
const lowered = (m: Mono, f: Factor): Mono => mono(m.c, m.factors.map((g) => (g === f ? { ...f, power: f.power - 2 } : g)));

/** c R sin(u)^2 + c R cos(u)^2 = c R, wherever it stands. */
const squares = (p: Poly): Poly => {
  for (const m of p)
    for (const sine of m.factors.filter((f) => isSquare(f, 'sin'))) {
      const rest = lowered(m, sine);
      const partner = p.find((n) => n !== m && n.c[0] === m.c[0] && n.c[1] === m.c[1] && n.factors.some((f) => isSquare(f, 'cos') && argument(f) === argument(sine) && lowered(n, f).key === rest.key));
      if (partner !== undefined) return squares(poly([...p.filter((n) => n !== m && n !== partner), rest]));
    }
  return p;
};

export const pythagoras = (p: Poly, algebra: Algebra): Poly => {
  if (!mentions(p, (a) => a.kind === 'fn' && a.op === 'sin')) return p;
  const inside = rewrite(p, (f) => {
    if (f.atom.kind !== 'bracket' || f.slots.length > 0) return undefined;
    const open = expand(f.atom.poly, algebra);
    const next = squares(open);
    return samePoly(next, open) ? undefined : next.length === 0 ? [] : bracket(next, f.power, algebra);
  }, algebra);
  const out = squares(inside);
  return samePoly(out, p) ? p : cancel(out, algebra);
};

/** sign(u) / abs(u) = 1 / u and u sign(u) = abs(u), of a single factor u, wherever it stands. */
export const unsigned = (p: Poly, algebra: Algebra): Poly => {
  if (!mentions(p, (a) => a.kind === 'fn' && a.op === 'sign')) return p;
  const of = (m: Mono): Mono => {
    const sign = m.factors.find((f) => f.atom.kind === 'fn' && f.atom.op === 'sign' && f.power === 1);
    const [u] = sign?.atom.kind === 'fn' ? sign.atom.args : [];
    const [only] = u ?? [];
    const [base] = only?.factors ?? [];
    if (sign === undefined || u?.length !== 1 || only?.factors.length !== 1 || base?.power !== 1 || only.c[0] !== only.c[1]) return m;
    const absolute = m.factors.find((f) => f.atom.kind === 'fn' && f.atom.op === 'abs' && f.power < 0 && argument(f) === argument(sign));
    const rest = (...gone: readonly Factor[]): readonly Factor[] => m.factors.filter((f) => !gone.includes(f));
    const own: Factor = { ...base, slots: sign.slots };
    if (absolute !== undefined) return of(mono(m.c, [...rest(sign, absolute), { ...absolute, power: absolute.power + 1 }, { ...own, power: -1 }]));
    const factor = m.factors.find((f) => f.atom === base.atom && f.slots.join() === own.slots.join() && f.power >= 1);
    if (factor === undefined) return m;
    const key = `abs(${polyKey(u)})`;
    const abs = algebra.atom(key, (id) => ({ id, key, kind: 'fn', op: 'abs', args: [u], rank: sign.atom.rank }));
    return of(mono(m.c, [...rest(sign, factor), { ...factor, power: factor.power - 1 }, { atom: abs, slots: sign.slots, power: 1 }]));
  };
  const inside = rewrite(p, (f) => {
    if (f.atom.kind !== 'bracket' || f.slots.length > 0) return undefined;
    const next = poly(f.atom.poly.map(of));
    return samePoly(next, f.atom.poly) ? undefined : bracket(next, f.power, algebra);
  }, algebra);
  const out = poly(inside.map(of));
  return samePoly(out, p) ? p : cancel(out, algebra);
};
