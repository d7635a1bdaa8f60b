/** A formula as read, with parts of it replaced. Loops: a sum may be as deep as it has terms. */
import type { Range, Syntax } from '../core/syntax.ts';

type Part = Syntax | Range;
type Change = (s: Syntax) => Syntax | undefined;

const partsOf = (s: Part): readonly Part[] => {
  switch (s.kind) {
    case 'apply':
      return [...s.args, ...s.options.values()];
    case 'subscript':
      return [s.of, ...s.at];
    case 'array':
      return s.rows.flat();
    case 'range':
      return [s.from, s.step, s.to].filter((x) => x !== undefined);
    default:
      return [];
  }
};

/** `s` over new parts; itself where none is new. */
const over = (s: Part, made: ReadonlyMap<Part, Part>): Part => {
  if (partsOf(s).every((p) => made.get(p) === p)) return s;
  const part = (p: Part): Part => made.get(p) ?? p;
  const formula = (p: Syntax): Syntax => {
    const next = part(p);
    return next.kind === 'range' ? p : next;
  };
  switch (s.kind) {
    case 'apply':
      return { ...s, args: s.args.map(formula), options: new Map([...s.options].map(([k, v]) => [k, formula(v)])) };
    case 'subscript':
      return { ...s, of: formula(s.of), at: s.at.map(part) };
    case 'array':
      return { ...s, rows: s.rows.map((row) => row.map(formula)) };
    case 'range':
      return { ...s, ...(s.from === undefined ? {} : { from: formula(s.from) }), ...(s.step === undefined ? {} : { step: formula(s.step) }), ...(s.to === undefined ? {} : { to: formula(s.to) }) };
    default:
      return s;
  }
};

/** Every part that `change` gives something for is replaced by it, innermost first. */
export const replaced = (syntax: Syntax, change: Change): Syntax => {
  const order: Part[] = [];
  const waiting: Part[] = [syntax];
  for (let s = waiting.pop(); s !== undefined; s = waiting.pop()) {
    order.push(s);
    for (const part of partsOf(s)) waiting.push(part);
  }
  const made = new Map<Part, Part>();
  for (const s of order.reverse()) {
    const next = over(s, made);
    made.set(s, next.kind === 'range' ? next : (change(next) ?? next));
  }
  const whole = made.get(syntax) ?? syntax;
  return whole.kind === 'range' ? syntax : whole;
};
