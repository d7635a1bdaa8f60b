/** Which names and functions does a formula mention, and where? */
import type { Place } from '../../core/problem.ts';
import type { Range, Syntax } from '../../core/syntax.ts';

export interface Mention {
  readonly name: string;
  readonly place: Place;
}
export interface Mentions {
  /** `shifted` marks a member at anything but the bare index, such as `h[t-1]`. */
  readonly names: readonly (Mention & { readonly shifted: boolean })[];
  readonly calls: readonly (Mention & { readonly args: readonly Syntax[] })[];
  /** `sum(t, e)`: the index and everything below `e`, so that an index is known to run there. */
  readonly sums: readonly { readonly index: string; readonly place: Place; readonly under: readonly string[] }[];
  /** Indices mentioned where nothing makes them run. */
  readonly loose: readonly Mention[];
}

/** The signs of the language that are not function names. */
const isCall = (fn: string): boolean => /^[\p{L}_]/u.test(fn) && fn !== 'neg';

/** `running` are the indices that run around the whole formula; `isIndex` tells which names are indices. */
export const mentionsOf = (syntax: Syntax, isIndex: (name: string) => boolean = () => false, running: readonly string[] = []): Mentions => {
  const names: (Mention & { readonly shifted: boolean })[] = [];
  const calls: (Mention & { readonly args: readonly Syntax[] })[] = [];
  const sums: { index: string; place: Place; under: readonly string[] }[] = [];
  const loose: Mention[] = [];
  const waiting: { readonly s: Syntax | Range; readonly under: readonly string[] }[] = [{ s: syntax, under: running }];
  for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
    const { s, under } = top;
    const visit = (children: readonly (Syntax | Range | undefined)[], around = under): void => {
      for (let i = children.length - 1; i >= 0; i--) {
        const child = children[i];
        if (child !== undefined) waiting.push({ s: child, under: around });
      }
    };
    if (s.kind === 'name') {
      if (!isIndex(s.name)) names.push({ name: s.name, place: s.place, shifted: false });
      else if (!under.includes(s.name)) loose.push({ name: s.name, place: s.place });
    } else if (s.kind === 'array') visit(s.rows.flat());
    else if (s.kind === 'subscript' && s.of.kind === 'name' && !isIndex(s.of.name)) {
      names.push({ name: s.of.name, place: s.of.place, shifted: s.at.some((x) => x.kind !== 'name' || !isIndex(x.name)) });
      visit(s.at);
    } else if (s.kind === 'subscript') visit([s.of, ...s.at]);
    else if (s.kind === 'range') visit([s.from, s.step, s.to]);
    else if (s.kind === 'apply') {
      if (isCall(s.fn)) calls.push({ name: s.fn, place: s.place, args: s.args });
      const [first, second] = s.args;
      if (s.fn === 'sum' && s.args.length === 2 && first?.kind === 'name' && isIndex(first.name)) {
        sums.push({ index: first.name, place: first.place, under });
        visit([second], [...under, first.name]);
      } else visit([...s.args, s.options.get('like')]);
    }
  }
  return { names, calls, sums, loose };
};
