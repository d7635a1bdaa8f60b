/** The computation graph of a program, as a figure. */
import { nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { formulasOf } from '../../calculus/differentiate.ts';
import type { Block } from '../doc.ts';
import { type Graph, graphAlt, graphSvg } from './graph.ts';
import { say, type Words } from '../say.ts';

/** Graphs with more nodes than this are no help on a page. */
const most = 24;

export const graphOf = (program: Program): Graph => {
  const bindings = [...program.bindings.values()];
  return {
    nodes: bindings.map((b) => ({ id: b.name, label: b.name, kind: b.expr !== undefined ? 'value' : b.role === 'param' ? 'param' : 'input' })),
    edges: bindings.flatMap((b) =>
      [...new Set(formulasOf(b).flatMap((e) => nodesOf(e).flatMap((n) => (n.kind === 'name' && n.name !== b.name ? [n.name] : []))))]
        // A read of an earlier member of a later family would point backwards; the figure shows one step of it.
        .filter((from) => [...program.bindings.keys()].indexOf(from) < [...program.bindings.keys()].indexOf(b.name))
        .map((from) => ({ from, to: b.name })),
    ),
  };
};

export const networkFigure = (program: Program, words: Words): readonly Block[] => {
  if (program.bindings.size > most) return [];
  const graph = graphOf(program);
  const spoken = (key: string, slots: Readonly<Record<string, string>>): string =>
    say(words, key, Object.fromEntries(Object.entries(slots).map(([k, v]) => [k, [{ kind: 'text', text: v }]])))
      .map((part) => ('text' in part ? part.text : ''))
      .join('');
  return [
    {
      kind: 'figure',
      svg: graphSvg(graph),
      alt: graphAlt(graph, { computed: (name, from) => spoken('figure.computed', { name, from: from.join(words.say['list.comma'] ?? ', ') }) }),
      caption: say(words, 'figure.network'),
    },
  ];
};
