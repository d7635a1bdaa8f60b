/**
 * One formula to syntax. mathjs decides the structure; this is the only file that imports it.
 *
 * mathjs nodes have no positions, and it gives a meaning of its own to words such as `mod`, `true` and `end`. So it never
 * sees the user's words: our lexer reads the text, and mathjs parses the same tokens with each leaf replaced by its
 * number. `2*x + b` becomes `2 * v2 + v4`, where the constant 2 stands for token 0 (counting starts at 2, since
 * mathjs makes constants of 1 itself). Leaves then know their tokens, and all else follows from brackets.
 */
import {
  create,
  isAccessorNode,
  isArrayNode,
  isAssignmentNode,
  isConditionalNode,
  isConstantNode,
  isFunctionNode,
  isOperatorNode,
  isParenthesisNode,
  isRangeNode,
  isRelationalNode,
  isSymbolNode,
  type MathNode,
  parseDependencies,
} from 'mathjs/number';
import { bug, type Place, Problem } from '../core/problem.ts';
import type { Range, Syntax } from '../core/syntax.ts';
import { tokensOf } from './text/lexer.ts';
import { chainedComparison, divisionByImplicit, fail, implicitProduct, transposedExponent, transposePower } from './text/misread.ts';
import { checkTokens, stopped } from './text/neighbours.ts';
import { placeIn, sourceOf } from './text/source.ts';
import { type Statement, statementOf } from './statements.ts';

const mathjs = create(parseDependencies === undefined ? {} : { parseDependencies }, {});

/** A converted node and the tokens it reaches over. */
interface Piece {
  readonly syntax: Syntax | Range;
  readonly first: number;
  readonly last: number;
}

const firstNumber = 2;
const noOptions: ReadonlyMap<string, Syntax> = new Map();

/** Infix signs of the language by what mathjs calls them; `mod`, bit operators and units are absent. */
const infix = new Set(['+', '-', '*', '.*', '/', './', '^', '.^', '>', '>=', '<', '<=', '==', '!=']);

/** The tree of the numbered tokens; a syntax error comes back at the token where mathjs stopped. */
const treeOf = (statement: Statement): MathNode => {
  const starts: number[] = [];
  let text = '';
  statement.tokens.forEach((t, i) => {
    starts.push(text.length);
    text += `${t.kind === 'name' || t.kind === 'string' ? `v${String(i)}` : t.kind === 'number' ? String(i + firstNumber) : t.text} `;
  });
  try {
    return mathjs.parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const char = 'char' in error && typeof error.char === 'number' ? error.char - 1 : text.length;
    throw stopped(statement, error, starts.findLastIndex((s) => s <= char) + (char >= text.trimEnd().length ? 1 : 0));
  }
};

const childrenOf = (node: MathNode): readonly MathNode[] => {
  if (isOperatorNode(node)) return node.args;
  if (isParenthesisNode(node)) return [node.content];
  if (isFunctionNode(node)) return [...(isSymbolNode(node.fn) ? [] : [node.fn]), ...node.args.map((a) => (isAssignmentNode(a) ? a.value : a))];
  if (isAccessorNode(node) && node.index.dotNotation) return [node.object];
  if (isAccessorNode(node)) return [node.object, ...node.index.dimensions.flatMap((d) => (isRangeNode(d) ? boundsOf(d).filter((b) => b !== undefined) : [d]))];
  if (isArrayNode(node)) return node.items;
  if (isConditionalNode(node)) return [node.condition, node.trueExpr, node.falseExpr];
  if (isRelationalNode(node)) return node.params;
  return [];
};

type RangeLike = Parameters<typeof boundsOf>[0];
/** Start, step and end of a range where written: mathjs fills in the constant 1 and the symbol `end`. */
const boundsOf = (range: { readonly start: MathNode; readonly step: MathNode | null; readonly end: MathNode }): readonly [from: MathNode | undefined, step: MathNode | undefined, to: MathNode | undefined] => [
  isConstantNode(range.start) && range.start.value === 1 ? undefined : range.start,
  range.step ?? undefined,
  isSymbolNode(range.end) && range.end.name === 'end' ? undefined : range.end,
];

const converter = (statement: Statement) => {
  const { source, tokens, partner } = statement;
  const done = new Map<MathNode, Piece>();

  const spanPlace = (first: number, last: number): Place => placeIn(source, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0);
  const textOf = (p: Piece): string => source.text.slice(tokens[p.first]?.start, tokens[p.last]?.end);
  const tokenText = (i: number): string => tokens[i]?.text ?? '';
  const pieceOf = (node: MathNode): Piece => {
    const piece = done.get(node);
    if (piece === undefined) throw bug(`a ${node.type} was not converted`);
    return piece;
  };
  const valueOf = (node: MathNode): Syntax => {
    const { syntax, first, last } = pieceOf(node);
    if (syntax.kind === 'range') throw fail('range-in-formula', 'a range stands in a subscript', spanPlace(first, last), 'X[1:3, :]');
    return syntax;
  };
  const closeOf = (open: number): number => partner.get(open) ?? open;
  const applied = (fn: string, args: readonly MathNode[], first: number, last: number, options: ReadonlyMap<string, Syntax> = noOptions): Piece => ({
    syntax: { kind: 'apply', fn, args: args.map(valueOf), options, place: spanPlace(first, last) },
    first,
    last,
  });

  const isNumber = (node: MathNode): boolean => {
    const inner = isOperatorNode(node) && node.isUnary() && (node.op === '-' || node.op === '+') ? node.args[0] : node;
    return inner !== undefined && isConstantNode(inner);
  };

  const operator = (op: string, implicit: boolean, args: readonly MathNode[]): Piece => {
    const [left, right] = args;
    if (left === undefined) throw bug('an operator without operands');
    const a = pieceOf(left);
    if (right === undefined) {
      if (op === "'") {
        if (isConstantNode(left)) throw fail('transposed-number', 'a number has no transpose', spanPlace(a.first, a.last + 1), 'put the power in brackets before the quote, as in (x.^2)\'');
        return applied("'", [left], a.first, a.last + 1);
      }
      if (op === '+') return { ...a, first: a.first - 1 };
      if (op === '-') return applied('neg', [left], a.first - 1, a.last);
      throw fail('unsupported-sign', `${op} is not part of the language`, spanPlace(a.first, a.last));
    }
    const b = pieceOf(right);
    const place = spanPlace(a.first, b.last);
    if (implicit && isOperatorNode(left) && left.op === '/') {
      const [top, bottom] = left.args;
      if (top !== undefined && bottom !== undefined) throw divisionByImplicit(textOf(pieceOf(top)), textOf(pieceOf(bottom)), textOf(b), place);
    }
    if (implicit && !(isNumber(left) && tokens[b.first]?.kind === 'name')) throw implicitProduct(textOf(a), textOf(b), place);
    if ((op === '/' || op === './') && isOperatorNode(right) && right.implicit) {
      const [number, rest] = right.args;
      if (number !== undefined && rest !== undefined) throw divisionByImplicit(textOf(a), textOf(pieceOf(number)), textOf(pieceOf(rest)), place);
    }
    if (op === '^' && isSymbolNode(right) && tokenText(b.first) === 'T') throw transposePower(textOf(a), place);
    if (op === '^' || op === '.^') {
      const exponent: string | undefined = isOperatorNode(right) ? right.op : undefined;
      const inner = exponent === "'" && isOperatorNode(right) ? right.args[0] : undefined;
      if (inner !== undefined) throw transposedExponent(textOf(a), op, textOf(pieceOf(inner)), place);
    }
    if (!infix.has(op)) throw fail('unsupported-sign', `${op} is not part of the language`, place);
    return applied(op, args, a.first, b.last);
  };

  const call = (head: MathNode, args: readonly MathNode[]): Piece => {
    if (!isSymbolNode(head)) {
      const first = pieceOf(head).first;
      throw fail('call-of-value', 'only a name can be called', spanPlace(first, pieceOf(head).last), 'write * for a product');
    }
    const first = Number(head.name.slice(1));
    if (tokenText(first) === 'neg') throw fail('reserved-function', 'neg is not called by name', spanPlace(first, first), '-x');
    const positional: MathNode[] = [];
    const options = new Map<string, Syntax>();
    for (const arg of args) {
      if (!isAssignmentNode(arg)) {
        positional.push(arg);
        continue;
      }
      const value = pieceOf(arg.value);
      const name = isSymbolNode(arg.object) && arg.index === null ? tokenText(Number(arg.object.name.slice(1))) : undefined;
      if (name === undefined) throw fail('bad-option', 'the left side of = is not the name of an option', spanPlace(first, value.last), 'sum(X, axis=1)');
      if (options.has(name)) throw fail('option-twice', `${name} is given twice`, spanPlace(value.first - 2, value.last));
      options.set(name, valueOf(arg.value));
    }
    return applied(tokenText(first), positional, first, closeOf(first + 1), options);
  };

  const range = (node: RangeLike, at: number): Piece => {
    const [from, step, to] = boundsOf(node);
    const first = from === undefined ? at : pieceOf(from).first;
    const before = step ?? from;
    const last = to === undefined ? (before === undefined ? at : pieceOf(before).last + 1) : pieceOf(to).last;
    const part = (key: 'from' | 'step' | 'to', written: MathNode | undefined) => (written === undefined ? {} : { [key]: valueOf(written) });
    return { syntax: { kind: 'range', ...part('from', from), ...part('step', step), ...part('to', to), place: spanPlace(first, last) }, first, last };
  };

  const subscript = (object: MathNode, dimensions: readonly MathNode[]): Piece => {
    const of = pieceOf(object);
    let next = of.last + 2;
    const at = dimensions.map((d) => {
      const piece = isRangeNode(d) ? range(d, next) : pieceOf(d);
      next = piece.last + 2;
      return piece.syntax;
    });
    const last = closeOf(of.last + 1);
    return { syntax: { kind: 'subscript', of: valueOf(object), at, place: spanPlace(of.first, last) }, first: of.first, last };
  };

  /** `s[t].h`, a member's field, is the member of the field's own family: `s.h[t]`. */
  const field = (object: MathNode): Piece => {
    const { syntax: of, first, last } = pieceOf(object);
    const name = tokenText(last + 2);
    const place = spanPlace(first, last + 2);
    if (of.kind !== 'subscript' || of.of.kind !== 'name') throw fail('member-access', '. reads a field of a record, and there is none here', place);
    return { syntax: { ...of, of: { ...of.of, name: `${of.of.name}.${name}` }, member: true, place }, first, last: last + 2 };
  };

  /** Rows between semicolons reach mathjs as arrays too; brackets of their own tell `[[1, 2]]` from them. */
  const array = (items: readonly MathNode[]): Piece => {
    const pieces = items.map(pieceOf);
    const first = (pieces[0]?.first ?? 1) - 1;
    const last = (pieces.at(-1)?.last ?? first) + 1;
    const bracketed = partner.get(first) === last;
    const arrays = pieces.map((p) => p.syntax).filter((s) => s.kind === 'array');
    const nested = arrays.length === items.length && arrays.every((s) => s.flat);
    const rows = nested ? arrays.flatMap((s) => s.rows) : [items.map(valueOf)];
    if (!bracketed) return { syntax: { kind: 'array', rows, flat: true, place: spanPlace(first + 1, last - 1) }, first: first + 1, last: last - 1 };
    return { syntax: { kind: 'array', rows, flat: !nested, place: spanPlace(first, last) }, first, last };
  };

  const convert = (node: MathNode): Piece => {
    if (isConstantNode(node)) {
      const i = node.value - firstNumber;
      return { syntax: { kind: 'number', value: Number(tokenText(i)), place: spanPlace(i, i) }, first: i, last: i };
    }
    if (isSymbolNode(node)) {
      const i = Number(node.name.slice(1));
      const place = spanPlace(i, i);
      return { syntax: tokens[i]?.kind === 'string' ? { kind: 'text', text: tokenText(i), place } : { kind: 'name', name: tokenText(i), place }, first: i, last: i };
    }
    if (isOperatorNode(node)) return operator(node.op, node.implicit, node.args);
    if (isParenthesisNode(node)) {
      const inner = pieceOf(node.content);
      return { ...inner, syntax: valueOf(node.content), first: inner.first - 1, last: inner.last + 1 };
    }
    if (isConditionalNode(node)) return applied('?:', [node.condition, node.trueExpr, node.falseExpr], pieceOf(node.condition).first, pieceOf(node.falseExpr).last);
    if (isFunctionNode(node)) return call(node.fn, node.args);
    if (isAccessorNode(node)) return node.index.dotNotation ? field(node.object) : subscript(node.object, node.index.dimensions);
    if (isArrayNode(node)) return array(node.items);
    if (isRelationalNode(node)) {
      const parts = node.params.map(pieceOf);
      throw chainedComparison(parts.map(textOf), spanPlace(parts[0]?.first ?? 0, parts.at(-1)?.last ?? 0));
    }
    const whole = spanPlace(0, tokens.length - 1);
    if (isRangeNode(node)) throw fail('range-in-formula', 'a range stands in a subscript', whole, 'X[1:3, :]');
    if (isAssignmentNode(node)) throw fail('assignment-in-formula', '= stands between a name and its formula, once', whole, 'write == to compare');
    throw fail('unsupported-form', 'this form is not part of the language', whole);
  };

  return { convert, done, valueOf };
};

/** Reads a formula given as tokens. Loops, since mathjs nests a sum as deeply as it has terms. */
export const parseStatement = (statement: Statement): Syntax => {
  checkTokens(statement);
  const root = treeOf(statement);
  const { convert, done, valueOf } = converter(statement);
  const order: MathNode[] = [];
  const waiting: MathNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node);
    for (const child of childrenOf(node)) waiting.push(child);
  }
  for (const node of order.reverse()) done.set(node, convert(node));
  return valueOf(root);
};

/** Reads one formula standing alone, such as a rule, an answer or an argument of the command line. */
export const parse = (text: string, file = 'formula'): Syntax => {
  const source = sourceOf(text, file);
  const tokens = tokensOf(source).filter((t) => t.kind !== 'newline');
  if (tokens.length === 0) throw new Problem('empty-formula', 'there is no formula', { place: placeIn(source, 0, 1), expected: 'a formula' });
  return parseStatement(statementOf(source, tokens));
};
