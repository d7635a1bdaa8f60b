/** A plan as JavaScript over one Float64Array: loops, no unrolling, functions of bounded size. */
import type { OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import type { Affine, Span } from './plan/affine.ts';
import type { Plan } from './plan/index.ts';
import type { Guard, Scalar, Step } from './plan/steps.ts';
import { assertPlain } from './plain.ts';
import { runnerOf } from './procedure.ts';

export interface Printed {
  /** Body of a function of the buffer's view `v0`, the constants `v1` and the number functions; it returns the runner. */
  readonly source: string;
  readonly constants: readonly number[];
  /** Operators whose number functions are passed in, and what the source calls them. */
  readonly functions: readonly (readonly [op: string, name: string])[];
  /** Procedures with the sizes of their operands; a call gives the place of the result, then of each operand. */
  readonly procedures: readonly (readonly [run: Run, name: string])[];
}
type Run = Extract<Step, { kind: 'run' }>;

/** Engines stop optimising a function that is too long. */
const largestFunction = 1000;

const statements = (step: Step): number => {
  switch (step.kind) {
    case 'block':
    case 'loop':
    case 'fold':
      return step.steps.reduce((n, s) => n + statements(s), 2);
    default:
      return 1;
  }
};

export const print = (plan: Plan): Printed => {
  // v0 is the buffer, v1 the constants; every other name is numbered as it comes.
  let names = 2;
  const constants = new Map<number, number>();
  const functions = new Map<string, string>();
  const procedures = new Map<string, readonly [run: Run, name: string]>();
  const loops = new Map<string, string>();
  const registers = new Map<number, string>();
  const name = <K>(known: Map<K, string>, key: K): string => {
    const found = known.get(key) ?? `v${String(names++)}`;
    known.set(key, found);
    return found;
  };
  const whole = ({ constant, terms }: Affine): string => {
    const parts = terms.map(([v, c]) => (c === 1 ? name(loops, v) : c < 0 ? `-${String(-c)}*${name(loops, v)}` : `${String(c)}*${name(loops, v)}`));
    if (constant !== 0 || parts.length === 0) parts.push(String(constant));
    return parts.join('+').replaceAll('+-', '-');
  };
  const inside = (guards: readonly Guard[]): string =>
    guards.map((g) => `${whole(g.of)}>=0&&${whole(g.of)}<${String(g.extent)}`).join('&&');
  const constant = (value: number): string => {
    if (Number.isInteger(value) && value >= 0 && value < 1e9 && !Object.is(value, -0)) return String(value);
    const at = constants.get(value) ?? constants.size;
    constants.set(value, at);
    return `v1[${String(at)}]`;
  };
  const scalar = (s: Scalar): string => {
    switch (s.kind) {
      case 'constant':
        return constant(s.value);
      case 'register':
        return name(registers, s.register);
      case 'load':
        return s.guards.length === 0 ? `v0[${whole(s.at)}]` : `(${inside(s.guards)}?v0[${whole(s.at)}]:0)`;
      case 'whole':
        return `(${whole(s.of)})`;
      case 'infix':
        return `(${scalar(s.left)}${s.sign}${scalar(s.right)})`;
      case 'negate':
        return `(-${scalar(s.of)})`;
      case 'choose':
        return `(${scalar(s.when)}?${scalar(s.then)}:${scalar(s.otherwise)})`;
      case 'call':
        return `${name(functions, s.fn)}(${s.args.map(scalar).join(',')})`;
    }
  };

  /** What goes before the one run of a loop. */
  const single = (v: string, only: Scalar, { from, to }: Span): string => {
    const x = `v${String(names++)}`;
    return `const ${x}=${scalar(only)};const ${v}=${x}|0;if(${v}==${x}&&${v}>=${String(from)}&&${v}<=${String(to)})`;
  };

  const declared: string[] = [];
  /** Steps of one scope as text, cut into functions of their own where they are many. `open` are the loops around. */
  const scope = (steps: readonly Step[], open: readonly string[]): string => {
    const closed = steps.every((s) => s.kind === 'block' || s.kind === 'loop' || s.kind === 'clear' || s.kind === 'run');
    const total = steps.reduce((n, s) => n + statements(s), 0);
    if (!closed || total <= largestFunction) return steps.map((s) => text(s, open)).join('');
    const calls: string[] = [];
    let chunk: Step[] = [];
    let size = 0;
    const flush = (): void => {
      if (chunk.length === 0) return;
      const fn = `v${String(names++)}`;
      declared.push(`function ${fn}(${open.join()}){${chunk.map((s) => text(s, open)).join('')}}`);
      calls.push(`${fn}(${open.join()});`);
      chunk = [];
      size = 0;
    };
    for (const step of steps) {
      const n = statements(step);
      if (size + n > largestFunction) flush();
      chunk.push(step);
      size += n;
    }
    flush();
    return calls.join('');
  };
  const text = (step: Step, open: readonly string[]): string => {
    switch (step.kind) {
      case 'block':
        return `{${scope(step.steps, open)}}`;
      case 'loop': {
        const v = name(loops, step.variable);
        const { from, to } = step.span;
        const body = scope(step.steps, [...open, v]);
        if (step.only !== undefined) return `{${single(v, step.only, step.span)}{${body}}}`;
        const head = step.down ? `let ${v}=${String(to)};${v}>=${String(from)};${v}--` : `let ${v}=${String(from)};${v}<=${String(to)};${v}++`;
        return `for(${head}){${body}}`;
      }
      case 'let':
        return `const ${name(registers, step.register)}=${scalar(step.value)};`;
      case 'fold': {
        const v = name(loops, step.variable);
        const r = name(registers, step.register);
        const x = `v${String(names++)}`;
        const body = step.steps.map((s) => text(s, open)).join('') + `const ${x}=${scalar(step.value)};`;
        if (step.only !== undefined && step.by === 'sum') return `let ${r}=0;{${single(v, step.only, { from: 0, to: step.extent - 1 })}{${body}${r}=${x};}}`;
        const head = `for(let ${v}=0;${v}<${String(step.extent)};${v}++)`;
        // The first hit wins; what is not a number is not lost.
        if (step.by === 'sum') return `let ${r}=0;${head}{${body}${r}+=${x};}`;
        if (step.by === 'max') return `let ${r}=${constant(-Infinity)};${head}{${body}if(${x}>${r}||${x}!=${x})${r}=${x};}`;
        const best = `v${String(names++)}`;
        return `let ${r}=0;let ${best}=${constant(-Infinity)};${head}{${body}if(${x}>${best}||${x}!=${x}&&${best}==${best}){${best}=${x};${r}=${v};}}`;
      }
      case 'store': {
        const at = `v0[${whole(step.at)}]`;
        const x = `v${String(names++)}`;
        const store = step.as === 'largest' ? `{const ${x}=${scalar(step.value)};if(${x}>${at}||${x}!=${x})${at}=${x};}` : `${at}${step.as === 'add' ? '+=' : '='}${scalar(step.value)};`;
        return step.guards.length === 0 ? store : `if(${inside(step.guards)})${store}`;
      }
      case 'run': {
        const key = JSON.stringify([step.op, step.operands.map((o) => o.sizes)]);
        const known = procedures.get(key) ?? ([step, `v${String(names++)}`] as const);
        procedures.set(key, known);
        return `${known[1]}(${[step, ...step.operands].map((o) => whole(o.at)).join(',')});`;
      }
      case 'clear':
        return `v0.fill(${constant(step.value)},${whole(step.at)},${whole(step.at)}+${String(step.size)});`;
    }
  };

  const main = scope(plan.steps, []);
  const source = `${declared.join('\n')}\nreturn function(){${main}};`;
  return { source, constants: [...constants.keys()], functions: [...functions], procedures: [...procedures.values()] };
};

/** The plan as a function that reads and writes `buffer`. */
export const link = ({ source, constants, functions, procedures }: Printed, buffer: Float64Array, ops: OpTable): (() => void) => {
  const scalars = functions.map(([fn]) => ops.get(fn)?.scalar ?? lost(fn));
  const runners = procedures.map(([run]) => runnerOf(ops.get(run.op) ?? lost(run.op), run.size, run.operands.map((o) => o.sizes), buffer));
  assertPlain(source);
  const make = new Function('v0', 'v1', ...[...functions, ...procedures].map(([, name]) => name), source) as (...given: readonly unknown[]) => () => void;
  return make(buffer, Float64Array.from(constants), ...scalars, ...runners);
};
const lost = (fn: string): never => {
  throw bug(`the operator ${fn} has no number function`);
};
