/** The computation graph of a program, as a figure. */
import { formulasOf } from '../../calculus/differentiate.ts';
import { readsOf } from '../../calculus/indices.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Block } from '../doc.ts';
import { say, type Words } from '../say.ts';
import { type Graph, graphAlt, type GraphEdge, graphSvg } from './graph.ts';
import { layoutOf } from './layers.ts';

/** A graph with more nodes than this is drawn without its parameters. */
const most = 24;
/** More columns than this do not fit a page. */
const widest = 16;

/** Where a read leaves the step of its reader: `t-1`, `T`, `0`; nothing for a read at the step itself. */
const elsewhere = (at: readonly (number | string)[], program: Program): string | undefined => {
  const last = at[at.length - 1];
  return last === undefined || program.indices.has(String(last)) ? undefined : String(last).replaceAll('-', '\u2212');
};

const edgesTo = (b: Binding, program: Program): readonly GraphEdge[] => {
  const reads = formulasOf(b).flatMap((e) => readsOf(e));
  const edges = reads.map((n): GraphEdge => {
    const label = elsewhere(n.at, program);
    return { from: n.name, to: b.name, ...(label === undefined ? {} : { label }) };
  });
  return [...new Map(edges.map((e) => [JSON.stringify(e), e])).values()];
};

export const graphOf = (program: Program, parameters: boolean, asWritten: ReadonlySet<string>): Graph => {
  const bindings = [...program.bindings.values()].filter((b) => parameters || b.role !== 'param');
  const names = new Set(bindings.map((b) => b.name));
  return {
    nodes: bindings.map((b) => ({ id: b.name, label: b.name, plain: asWritten.has(b.name), kind: b.expr !== undefined ? 'value' : b.role === 'param' ? 'param' : 'input' })),
    edges: bindings.flatMap((b) => edgesTo(b, program)).filter((e) => names.has(e.from)),
  };
};

/** `asWritten` are names that formulas print as they are written. */
export const networkFigure = (program: Program, words: Words, asWritten: ReadonlySet<string> = new Set()): readonly Block[] => {
  const whole = program.bindings.size <= most;
  const graph = graphOf(program, whole, asWritten);
  if (layoutOf(graph.nodes.map((n) => n.id), graph.edges).columns > widest) return [];
  const spoken = (key: string, slots: Readonly<Record<string, string>>): string =>
    say(words, key, Object.fromEntries(Object.entries(slots).map(([k, v]) => [k, [{ kind: 'text', text: v }]])))
      .map((part) => ('text' in part ? part.text : ''))
      .join('');
  const returning = graph.edges.some((e) => e.label?.includes('\u2212') === true || e.label?.includes('+') === true);
  return [
    {
      kind: 'figure',
      svg: graphSvg(graph),
      alt: graphAlt(graph, { computed: (name, from) => spoken('figure.computed', { name, from: from.join(words.say['list.comma'] ?? ', ') }) }).replaceAll('\u3002 ', '\u3002'),
      caption: [
        ...say(words, 'figure.network'),
        ...say(words, whole ? 'figure.boxes' : 'figure.noboxes'),
        ...(returning ? say(words, 'figure.returns') : []),
      ],
    },
  ];
};
