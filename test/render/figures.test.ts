import { coversOf } from '../../src/render/figure/windows.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphAlt, graphSvg, type Graph } from '../../src/render/figure/graph.ts';
import { layoutOf } from '../../src/render/figure/layers.ts';
import { linePlot } from '../../src/render/plot.ts';
import { regionsPlot } from '../../src/render/figure/regions.ts';
import { svgFile } from '../../src/render/figure/svg.ts';

const net: Graph = {
  nodes: ['x', 'W1', 'z1', 'h', 'W2', 'z2'].map((id) => ({ id, label: id, kind: id.startsWith('W') ? 'param' : 'value' })),
  edges: [
    { from: 'x', to: 'z1' },
    { from: 'W1', to: 'z1' },
    { from: 'z1', to: 'h', label: "h'", back: true },
    { from: 'h', to: 'z2' },
    { from: 'W2', to: 'z2' },
    { from: 'x', to: 'z2' },
    { from: 'h', to: 'z1' },
  ],
};

describe('a layout', () => {
  const layout = layoutOf(net.nodes.map((n) => n.id), net.edges);
  const column = (id: string): number | undefined => layout.spots.get(id)?.column;
  test('puts columns by the longest path and a source beside its first reader', () => {
    expect(['x', 'W1', 'z1', 'h', 'W2', 'z2'].map(column)).toEqual([0, 0, 1, 2, 2, 3]);
  });
  test('leads a long arrow through the columns between', () => {
    const route = layout.routes.get(net.edges[5] ?? { from: '', to: '' });
    expect(route?.map(column)).toEqual([0, 1, 2, 3]);
  });
  test('takes a read of an earlier step as a returning arrow', () => {
    expect(layout.returns).toEqual([{ from: 'h', to: 'z1' }]);
  });
  test('keeps a row between the spots of a column, whatever the graph', () => {
    const arrows = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 });
    fc.assert(
      fc.property(arrows, (pairs) => {
        const ids = Array.from({ length: 12 }, (_, i) => `n${String(i)}`);
        const { spots } = layoutOf(ids, pairs.map(([a, b]) => ({ from: `n${String(a)}`, to: `n${String(b)}` })));
        const all = [...spots.values()];
        for (const column of new Set(all.map((s) => s.column))) {
          const heights = all.filter((s) => s.column === column).map((s) => s.height).sort((a, b) => a - b);
          heights.slice(1).forEach((h, i) => expect(h - (heights[i] ?? 0)).toBeGreaterThan(0.999));
        }
        expect(ids.every((id) => spots.has(id))).toBe(true);
      }),
    );
  });
});

describe('a graph', () => {
  const svg = graphSvg(net);
  test('draws every node with its subscript lowered', () => {
    expect(svg).toContain('<tspan font-style="italic">z</tspan><tspan font-size="70%" dy="0.35em">1</tspan>');
    expect(svg.match(/<rect/gu)).toHaveLength(6);
  });
  test('draws forward edges solid and the way back dashed', () => {
    expect(svg.match(/stroke-dasharray/gu)).toHaveLength(1);
  });
  test('says the same in words', () => {
    const computed = (name: string, from: readonly string[]): string => `${name} from ${from.join(', ')}.`;
    expect(graphAlt(net, { computed })).toBe("z1 from x, W1, h. h from z1 (h'). z2 from h, W2, x.");
  });
  test('escapes what it is given', () => {
    const evil = graphSvg({ nodes: [{ id: 'a', label: '<b>', kind: 'value', above: '"><script>' }], edges: [] });
    expect(evil).not.toMatch(/<script|<b>/u);
  });
  test('may be empty', () => {
    expect(graphSvg({ nodes: [], edges: [] })).toContain('<svg');
  });
});

describe('a plot', () => {
  const points = [1, 0.1, 0.01, 0.001].map((y, i) => [i, y] as const);
  const labels = (svg: string): readonly string[] => [...svg.matchAll(/<text[^>]*>([^]*?)<\/text>/gu)].map(([, t = '']) => t);
  test('has round ticks on a linear axis', () => {
    expect(labels(linePlot({ x: 'epoch', y: 'loss', scale: 'linear', series: [{ label: 'a', points }] }))).toEqual(
      expect.arrayContaining(['0', '0.2', '0.4', '0.6', '0.8', '1', 'epoch', 'loss']),
    );
  });
  test('has decades on a logarithmic axis and leaves out what is not positive', () => {
    const svg = linePlot({ x: 'n', y: 'l', scale: 'log', series: [{ label: 'a', points: [...points, [4, 0], [5, -1]] }] });
    expect(labels(svg)).toEqual(expect.arrayContaining(['0.001', '0.01', '0.1', '1']));
    expect(/points="([^"]*)"/u.exec(svg)?.[1]?.split(' ')).toHaveLength(4);
  });
  test('writes ticks that are no decade with their factor', () => {
    const said = (from: number, scale: 'linear' | 'log'): string => labels(linePlot({ x: 'n', y: 'l', scale, series: [{ label: 'a', points: [[0, from], [0.5, 6 * from]] }] })).join(' ').replace(/<tspan[^>]*>([^<]*)<\/tspan>/gu, '^$1');
    expect(said(1e4, 'log')).toContain('10^4 2·10^4 5·10^4 10^5');
    expect(said(1e6, 'linear')).toContain('2·10^6');
    expect(said(1e-7, 'log')).toContain('5·10^−7');
  });
  test('has only whole ticks between whole numbers', () => {
    const svg = linePlot({ x: 'epoch', y: 'l', scale: 'linear', series: [{ label: 'a', points: [[1, 0.1], [2, 0.3], [3, 0.2]] }] });
    expect(labels(svg)).not.toContain('1.5');
  });
  test('tells series apart by dash as well as by colour, and names them', () => {
    const svg = linePlot({ x: 'n', y: 'l', scale: 'linear', series: ['a', 'b', 'c'].map((label) => ({ label, points })) });
    const looks = [...svg.matchAll(/<polyline[^>]*stroke="([^"]*)" stroke-dasharray="([^"]*)"/gu)];
    expect(new Set(looks.map(([, colour]) => colour)).size).toBe(3);
    expect(new Set(looks.map(([, , dash]) => dash)).size).toBe(3);
    expect(labels(svg)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  });
  test('draws any finite numbers without a hole in its coordinates', () => {
    const ys = fc.array(fc.double(), { maxLength: 20 });
    fc.assert(
      fc.property(ys, fc.constantFrom('linear' as const, 'log' as const), (values, scale) => {
        const svg = linePlot({ x: 'n', y: 'l', scale, series: [{ label: 'a', points: values.map((y, i) => [i, y] as const) }] });
        expect(svg).not.toMatch(/NaN|Infinity/u);
      }),
      { examples: [[[5e-324], 'linear'], [[1e227], 'log'], [[9005353903284974], 'linear'], [[-1.7e308, 1.7e308], 'linear']] },
    );
  });
  test('thins a hundred thousand points but keeps their extremes', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => [i, i === 70_001 ? 9 : i % 2] as const);
    const svg = linePlot({ x: 'n', y: 'l', scale: 'linear', series: [{ label: 'a', points: many }] });
    expect(svg.length).toBeLessThan(30_000);
    const drawn = /points="([^"]*)"/u.exec(svg)?.[1]?.split(' ').map((p) => Number(p.split(',')[1])) ?? [];
    const byHeight = [...new Set(drawn)].sort((a, b) => a - b);
    expect(byHeight).toHaveLength(3);
    expect(drawn.filter((y) => y === byHeight[0])).toHaveLength(1);
  });
});

describe('regions of the plane', () => {
  const size = 21;
  const field = (f: (x: number, y: number) => number): Float64Array => Float64Array.from({ length: size * size }, (_, i) => f(-1 + (i % size) / 10, -1 + Math.floor(i / size) / 10));
  const points = [
    { x: 0.9, y: 0, class: 1, wrong: false },
    { x: -0.5, y: 0.5, class: 1, wrong: true },
  ];
  const sides = { x: { name: 'x1', from: -1, to: 1 }, y: { name: 'x2', from: -1, to: 1 } };
  const draw = (...fields: readonly ((x: number, y: number) => number)[]): string =>
    regionsPlot({ ...sides, size, fields: fields.map(field), classes: fields.map((_, k) => `c${String(k)}`), points, alt: 'two halves' });

  test('the boundary of a linear lead is a straight line, between grid points too', () => {
    // Class 1 leads where x > 0.33; the drawing is 408 wide from 58 on.
    const edge = /<path d="([^"]*)" stroke="currentColor"/u.exec(draw((x) => 0.33 - x, (x) => x - 0.33))?.[1] ?? '';
    const xs = [...edge.matchAll(/[ML]([\d.]+) /gu)].map(([, x]) => Number(x));
    expect(xs).toHaveLength(2 * (size - 1));
    for (const x of xs) expect(x).toBeCloseTo(58 + (408 * 1.33) / 2, 2);
  });
  test('areas of all classes cover the plane once', () => {
    const areas = [...draw((x, y) => x - y * y, (_x, y) => y, (x) => -x).matchAll(/<g opacity="0.2"><path d="([^"]*)"/gu)].map(([, d = '']) =>
      d.split('M').slice(1).reduce((sum, part) => {
        const spots = part.replace('Z', '').split('L').map((p) => p.split(' ').map(Number));
        return sum + Math.abs(spots.reduce((a, [x = 0, y = 0], i) => a + x * (spots[(i + 1) % spots.length]?.[1] ?? 0) - y * (spots[(i + 1) % spots.length]?.[0] ?? 0), 0)) / 2;
      }, 0),
    );
    expect(areas).toHaveLength(3);
    // Where three classes meet, cells of 20 by 16 are shared out by eye.
    expect(Math.abs(areas.reduce((a, b) => a + b, 0) - 408 * 320)).toBeLessThan(4 * 20 * 16);
  });
  test('escapes what it is given', () => {
    const fields = [field((x) => x), field((x) => -x)];
    expect(regionsPlot({ x: { name: '<b>', from: -1, to: 1 }, y: { name: '&', from: -1, to: 1 }, size, fields, classes: ['<i>', '"'], points, alt: '<u>' })).not.toMatch(/<[biu]>|& /u);
  });
  test('wrong points wear a ring, and classes are named and told in words', () => {
    const svg = draw((x) => -x, (x) => x);
    expect(svg.match(/r="7"/gu)).toHaveLength(1);
    expect(svg).toContain('<desc>two halves</desc>');
    expect(svg).toContain('>c1</text>');
  });
});

test('a drawing saved as a file brings its own colour for light and dark', () => {
  expect(svgFile(graphSvg(net))).toMatch(/^<svg [^>]*><style>svg\{color:#222\}@media/u);
});

describe('windows over one cell', () => {
  test('the entries of the kernel over the cell run backwards', () => {
    expect(coversOf({ cells: 7, kernel: 3, stride: 1, dilation: 1, at: 2 })).toEqual([
      { window: 0, entry: 2 },
      { window: 1, entry: 1 },
      { window: 2, entry: 0 },
    ]);
    expect(coversOf({ cells: 7, kernel: 3, stride: 2, dilation: 1, at: 2 }).map((c) => c.entry)).toEqual([2, 0]);
    expect(coversOf({ cells: 9, kernel: 3, stride: 1, dilation: 2, at: 4 }).map((c) => c.entry)).toEqual([2, 1, 0]);
  });
});
