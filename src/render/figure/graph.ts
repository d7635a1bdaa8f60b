/** A computation graph drawn from neutral data. Shapes carry the meaning: parameters are boxes, values pills, inputs bare. */
import { type Arrow, type Layout, layoutOf } from './layers.ts';
import { type Html, escapeHtml, html, joinHtml, numberHtml } from '../formula/literal.ts';
import { drawing, label, nameSvg, nameWidth } from './svg.ts';

export interface GraphNode {
  readonly id: string;
  /** A name such as `z1` or `W_hh`, drawn with its subscripts. */
  readonly label: string;
  readonly kind: 'input' | 'param' | 'value';
  /** Drawn as it is written, since with subscripts it would look like another name. */
  readonly plain?: boolean;
  /** Small text over the node (a value) and under it (an adjoint). */
  readonly above?: string;
  readonly below?: string;
}
export interface GraphEdge extends Arrow {
  /** A local derivative, in plain text. */
  readonly label?: string;
  /** Also draws the way back of the adjoint, dashed. */
  readonly back?: boolean;
}
export interface Graph {
  /** In the order of computation. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Sentences of the reader's language. */
export interface GraphWords {
  readonly computed: (name: string, from: readonly string[]) => string;
}

/** The graph in words, from the same data as the drawing. */
export const graphAlt = (graph: Graph, words: GraphWords): string => {
  const labels = new Map(graph.nodes.map((n) => [n.id, n.label]));
  return graph.nodes
    .map((n) => ({ n, from: graph.edges.filter((e) => e.to === n.id).map((e) => `${labels.get(e.from) ?? e.from}${e.label === undefined ? '' : ` (${e.label})`}`) }))
    .filter(({ from }) => from.length > 0)
    .map(({ n, from }) => words.computed(n.label, from))
    .join(' ');
};

const size = 15;
const half = 15; // half the height of a node
const margin = 10;
/** Height that a returning arrow takes over the graph, and how far it swings out. */
const lane = 12;
const bend = 24;
/** Room for a word on a returning arrow. */
const word = 13;
/** A graph with more columns is drawn closer together. */
const many = 9;
const thin = html`stroke="currentColor" stroke-width="1" stroke-opacity="0.75"`;

interface Point {
  readonly x: number;
  readonly y: number;
}
interface Box extends Point {
  readonly half: number;
}

export const graphSvg = (graph: Graph): string => {
  const layout = layoutOf(graph.nodes.map((n) => n.id), graph.edges);
  const over = graph.nodes.some((n) => (n.above ?? '') !== '');
  const under = graph.nodes.some((n) => (n.below ?? '') !== '');
  const longest = Math.max(0, ...graph.edges.filter((e) => layout.routes.has(e)).map((e) => e.label?.length ?? 0));
  const close = layout.columns > many ? 20 : 44;
  // Arrows that return from one node share a lane.
  const lanes = [...new Set(layout.returns.map((a) => a.from))];
  const height = graph.edges.some((e) => e.label !== undefined && layout.returns.includes(e)) ? lane + word : lane;
  const boxes = boxesOf(graph, layout, over && under ? 76 : over || under ? 62 : 46, longest > 3 ? 84 : longest > 0 ? close + 10 : close, height * lanes.length);
  const all = [...boxes.values()];
  const right = Math.max(0, ...all.map((b) => b.x + b.half)) + margin;
  const bottom = Math.max(0, ...all.map((b) => b.y)) + half + (under ? 18 : 0) + 4;
  const at = (id: string): Box => boxes.get(id) ?? { x: 0, y: 0, half: 0 };
  const edges = graph.edges.map((edge) => {
    const route = layout.routes.get(edge);
    return route === undefined ? html`` : forward(route.map(at), edge);
  });
  const said = new Set<string>();
  const returns = layout.returns.map((arrow) => {
    const row = lanes.indexOf(arrow.from);
    const { label: name } = graph.edges.find((e) => e === arrow) ?? {};
    const once = name === undefined || said.has(`${arrow.from} ${name}`) ? undefined : name;
    said.add(`${arrow.from} ${name ?? ''}`);
    return around(at(arrow.from), at(arrow.to), 4 + (height - lane) + height * row, once);
  });
  return drawing(right, bottom, [...edges, ...returns, ...graph.nodes.map((n) => node(n, at(n.id)))]);
};

/** Pixels for every spot; columns are as wide as their widest node. */
const boxesOf = (graph: Graph, layout: Layout, row: number, gap: number, room: number): ReadonlyMap<string, Box> => {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const halfOf = (id: string): number => {
    const n = nodes.get(id);
    if (n === undefined) return 0;
    const notes = [n.above ?? '', n.below ?? ''].map((s) => (s.length * 11 * 0.56) / 2);
    return Math.max(n.kind === 'input' ? 12 : 17, nameWidth(n.label, size) / 2 + 9, ...notes);
  };
  const widest = Array.from({ length: layout.columns }, (_, c) =>
    Math.max(0, ...[...layout.spots.values()].filter((s) => s.column === c).map((s) => halfOf(s.id))),
  );
  const centres: number[] = [];
  let x = margin;
  for (const w of widest) {
    centres.push(x + w);
    x += 2 * w + gap;
  }
  // The highest ink decides: a node, the note over it, or an arc over that.
  const ink = [...layout.spots.values()].map((s) => s.height * row - half - ((nodes.get(s.id)?.above ?? '') === '' ? 0 : 18));
  const top = 4 + room - Math.min(0, ...ink);
  return new Map(
    [...layout.spots.values()].map((s) => {
      const n = nodes.get(s.id);
      const w = n === undefined ? 0 : Math.max(n.kind === 'input' ? 12 : 17, nameWidth(n.label, size) / 2 + 9);
      return [s.id, { x: centres[s.column] ?? 0, y: top + s.height * row, half: w }];
    }),
  );
};

const node = (n: GraphNode, at: Box): Html => {
  const frame =
    n.kind === 'input'
      ? html``
      : html`<rect x="${numberHtml(at.x - at.half)}" y="${numberHtml(at.y - half)}" width="${numberHtml(2 * at.half)}" height="${numberHtml(
          2 * half,
        )}" rx="${numberHtml(n.kind === 'param' ? 2 : half)}" stroke="currentColor" stroke-width="1.25" fill="currentColor" fill-opacity="${
          n.kind === 'param' ? html`0` : html`0.05`
        }"/>`;
  const small = html`font-size="11" opacity="0.85"`;
  const note = (text: string | undefined, y: number): Html =>
    text === undefined || text === '' ? html`` : label(at.x, y, 'middle', escapeHtml(text), small);
  return joinHtml([
    html`<g>`,
    frame,
    label(at.x, at.y + size * 0.33, 'middle', n.plain === true ? html`<tspan font-style="italic">${escapeHtml(n.label)}</tspan>` : nameSvg(n.label), html`font-size="${numberHtml(size)}"`),
    note(n.above, at.y - half - 6),
    note(n.below, at.y + half + 14),
    html`</g>`,
  ]);
};

const xy = (p: Point): Html => html`${numberHtml(p.x)} ${numberHtml(p.y)}`;

/** A smooth way through the spots, level at each of them. */
const through = (points: readonly Point[]): Html =>
  joinHtml(
    points.map((p, i) => {
      const before = points[i - 1];
      if (before === undefined) return html`M${xy(p)}`;
      const middle = (before.x + p.x) / 2;
      return html` C${xy({ x: middle, y: before.y })}, ${xy({ x: middle, y: p.y })}, ${xy(p)}`;
    }),
  );

const head = (tip: Point, direction: 1 | -1): Html => {
  const back = tip.x - 7 * direction;
  return html`<path d="M${xy(tip)} L${xy({ x: back, y: tip.y - 3.2 })} L${xy({ x: back, y: tip.y + 3.2 })} Z" fill="currentColor" fill-opacity="0.85"/>`;
};

const forward = (route: readonly Box[], edge: GraphEdge): Html => {
  const [first, last] = [route[0], route.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const start = { x: first.x + first.half + 1, y: first.y };
  const tip = { x: last.x - last.half - 2, y: last.y };
  const middle = route.slice(1, -1);
  const path = through([start, ...middle, { x: tip.x - 5, y: tip.y }]);
  const parts = [html`<path d="${path}" ${thin}/>`, head(tip, 1)];
  if (edge.back === true) {
    const low = (p: Point): Point => ({ x: p.x, y: p.y + 8 });
    const points = [{ x: start.x + 5, y: start.y }, ...middle, tip].map(low);
    parts.push(html`<path d="${through(points)}" ${thin} stroke-dasharray="4 3"/>`, head(low(start), -1));
  }
  if (edge.label !== undefined) {
    const [from, to] = [middle.at(-1) ?? start, tip];
    parts.push(label((from.x + to.x) / 2, (from.y + to.y) / 2 - 6, 'middle', escapeHtml(edge.label), html`font-size="11"`));
  }
  return joinHtml(parts);
};

/** A read of an earlier time step: out on the right, over everything at `top`, back in on the left. */
const around = (from: Box, to: Box, top: number, name: string | undefined): Html => {
  const start = { x: from.x + from.half + 1, y: from.y };
  const tip = { x: to.x - to.half - 2, y: to.y };
  const [out, back] = [start.x + bend, tip.x - bend - 2];
  const up = html`C${xy({ x: out, y: start.y })}, ${xy({ x: out, y: top })}, ${xy({ x: start.x - 4, y: top })}`;
  const down = html`C${xy({ x: back, y: top })}, ${xy({ x: back, y: tip.y })}, ${xy({ x: tip.x - 5, y: tip.y })}`;
  return joinHtml([
    html`<path d="M${xy(start)} ${up} L${xy({ x: tip.x + 4, y: top })} ${down}" ${thin}/>`,
    head(tip, 1),
    name === undefined ? html`` : label((start.x + tip.x) / 2, top - 4, 'middle', escapeHtml(name), html`font-size="11"`),
  ]);
};
