/** One way to use a function, explained by the engine: what it computes, and its proved derivative by each operand. */
import { read } from '../../calculus/read.ts';
import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { isScalar } from '../../core/shape.ts';
import { type Callable, opened } from '../../lang/catalogue.ts';
import { mentionsOf } from '../../lang/file/mentions.ts';
import { indexForm } from '../../lang/index-form.ts';
import { parse } from '../../lang/parse.ts';
import { write } from '../../lang/write.ts';
import { ops } from '../../ops/index.ts';
import type { Explained, Usage } from '../../render/reference.ts';
import { elementwise } from '../../ops/rules.ts';
import { isOneNumber, paired, tidied } from './partial.ts';

const result = 'f';

export interface Used {
  readonly given: readonly string[];
  readonly call: string;
  /** Its objective is the value, whatever the shape. */
  readonly program: Program;
}

/** The program that uses a function as `shown` says. */
export const programOf = (shown: string, prelude: string): Used => {
  const parts = shown.split(';').map((part) => part.trim());
  const call = parts.at(-1) ?? '';
  const given = parts.slice(0, -1);
  const declared = new Set(given.map((d) => /^\p{L}+/u.exec(d)?.[0] ?? ''));
  const numbers = [...new Set(mentionsOf(parse(call, result)).names.map((m) => m.name))].filter((name) => !declared.has(name) && ops.get(name)?.arity !== 0);
  const text = [...given, ...numbers.map((name) => `${name} = param()`), `${result} = ${call}`, `${result}_sum = sum(${result})`].join('\n');
  const whole = read(text, { file: 'functions', ops, prelude });
  const bindings = new Map([...whole.bindings].filter(([name]) => name !== `${result}_sum`).map(([name, b]) => [name, name === result ? { ...b, role: 'objective' as const } : b]));
  return { given, call, program: { ...whole, bindings, objective: result } };
};

const valueOf = ({ bindings }: Program): Expr => {
  const expr = bindings.get(result)?.expr;
  if (expr === undefined) throw bug('the formula was lost');
  return expr;
};

/** What the call comes to, unless that says no more than the call. */
const definitionOf = ({ call, program }: Used, fn: Callable['fn']): string | undefined => {
  const expr = valueOf(program);
  if (fn !== undefined) return fn.text;
  const bare = (text: string): string => text.replaceAll(/[. ]/gu, '');
  const form = indexForm(expr, ops);
  if (form !== undefined) return bare(form) === bare(call) ? undefined : form;
  const plain = opened(expr, program).every(({ op }) => ops.get(op)?.shape === elementwise || ops.get(op)?.arity === 0);
  const text = write(expr, ops);
  return plain && bare(text) !== bare(call) ? text : undefined;
};

const usageOf = (shown: string, { fn }: Callable, prelude: string): Usage => {
  const used = programOf(shown, prelude);
  const { given, call, program } = used;
  const pair = isOneNumber(program) ? undefined : paired(program);
  const by = [...program.bindings.values()].filter((b) => b.role === 'param').map((b) => b.name);
  const derivatives = by.map((name) => ({ by: name, expr: tidied(pair?.program ?? program, name).expr }));
  const definition = definitionOf(used, fn);
  // A convention matters only where the derivative jumps.
  const jumps = derivatives.some((d) => opened(d.expr, program).some((node) => node.op === 'norm' || ops.get(node.op)?.rules.some((r) => r.flow === 'stop') === true));
  const kinks = jumps ? [...new Set(opened(valueOf(program), program).flatMap((node) => ops.get(node.op)?.kink ?? []))] : [];
  return { given, call, program, derivatives, kinks, ...(definition === undefined ? {} : { definition }), ...(pair === undefined ? {} : { upstream: pair.upstream }) };
};

export const explain = (callable: Callable, prelude: string): Explained => {
  const usages = callable.shown.map((shown) => usageOf(shown, callable, prelude));
  const scalars = usages.every(({ program }) => [...program.bindings.values()].every((b) => isScalar(b.shape) && b.over.length === 0));
  return {
    name: callable.name,
    table: callable.table,
    group: callable.table === 'sign' ? 'sign' : scalars ? 'entries' : 'arrays',
    usages,
  };
};
