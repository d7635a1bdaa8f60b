/** Our drawings as TikZ: the few elements that svg.ts and graph.ts use, read back from their text. */
import { bug } from '../../core/problem.ts';

type Attributes = (name: string) => string | undefined;
const attributesOf = (tag: string): Attributes => {
  const all = new Map([...tag.matchAll(/([a-z][a-z-]*\d?)="([^"]*)"/gu)].map(([, name = '', value = '']) => [name, value]));
  return (name) => all.get(name);
};
const numeric = (a: Attributes, name: string): number => Number(a(name) ?? 0);

/** Down is positive in a drawing, up in TikZ. */
const point = (x: number | string, y: number | string): string => `(${String(Number(x))},${String(Number(y) === 0 ? 0 : -Number(y))})`;

/** Only absolute moves, lines, curves and closing. */
const route = (d: string): string =>
  [...d.matchAll(/([MLCZ])([^MLCZ]*)/gu)]
    .map(([, command = '', rest = '']) => {
      const n = rest.match(/-?[\d.]+/gu) ?? [];
      const at = (k: number): string => point(n[2 * k] ?? 0, n[2 * k + 1] ?? 0);
      if (command === 'M') return at(0);
      if (command === 'L') return `-- ${at(0)}`;
      return command === 'Z' ? '-- cycle' : `.. controls ${at(0)} and ${at(1)} .. ${at(2)}`;
    })
    .join(' ');

const inkOf = (a: Attributes): string => {
  const opacity = (name: string): string[] => (a(`${name}-opacity`) === undefined ? [] : [`${name === 'stroke' ? 'draw' : 'fill'} opacity=${a(`${name}-opacity`) ?? '1'}`]);
  const dashed = a('stroke-dasharray') === undefined ? [] : ['dashed'];
  const fill = a('fill') === undefined || a('fill') === 'none' ? [] : ['fill', ...opacity('fill')];
  const draw = a('stroke') === undefined ? [] : ['draw', ...opacity('stroke')];
  return [...draw, ...fill, ...dashed].join(', ');
};

const unescaped = (text: string): string => text.replace(/&(lt|gt|amp|quot|#39);/gu, (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" })[name] ?? '');

const anchors: Readonly<Record<string, string>> = { start: 'base west', middle: 'base', end: 'base east' };

/** `escape` makes text safe for LaTeX. */
const label = (a: Attributes, inside: string, escape: (text: string) => string): string => {
  const spans = inside.startsWith('<') ? [...inside.matchAll(/<tspan([^>]*)>([^<]*)<\/tspan>/gu)] : [[inside, '', inside] as const];
  const text = spans.map(([, tag = '', content = '']) => {
    const own = attributesOf(tag);
    const safe = escape(unescaped(content));
    const slanted = own('font-style') === 'italic' ? `\\textit{${safe}}` : safe;
    return own('dy') === undefined ? slanted : `\\textsubscript{${safe}}`;
  });
  const small = numeric(a, 'font-size') > 0 && numeric(a, 'font-size') < 13 ? '\\footnotesize ' : '';
  return `\\node[anchor=${anchors[a('text-anchor') ?? 'start'] ?? 'base'}, inner sep=0pt] at ${point(numeric(a, 'x'), numeric(a, 'y'))} {${small}${text.join('')}};`;
};

/** The drawing, no wider than `widest` points. */
export const tikzOf = (svg: string, escape: (text: string) => string, widest = 420): string => {
  const width = Number(/viewBox="0 0 ([\d.]+)/u.exec(svg)?.[1] ?? 0);
  const lines = [...svg.matchAll(/<(path|rect|line|circle|text)\b([^>]*?)\/?>(?:((?:[^<]|<\/?tspan[^>]*>)*)<\/text>)?/gu)].map(([, kind = '', tag = '', inside = '']) => {
    const a = attributesOf(tag);
    switch (kind) {
      case 'path':
        return `\\path[${inkOf(a)}] ${route(a('d') ?? '')};`;
      case 'rect':
        return `\\path[${inkOf(a)}, rounded corners=${String(Math.min(numeric(a, 'rx'), numeric(a, 'height') / 2 - 0.5))}pt] ${point(numeric(a, 'x'), numeric(a, 'y'))} rectangle ${point(numeric(a, 'x') + numeric(a, 'width'), numeric(a, 'y') + numeric(a, 'height'))};`;
      case 'line':
        return `\\path[${inkOf(a)}] ${point(numeric(a, 'x1'), numeric(a, 'y1'))} -- ${point(numeric(a, 'x2'), numeric(a, 'y2'))};`;
      case 'circle':
        return `\\path[${inkOf(a)}] ${point(numeric(a, 'cx'), numeric(a, 'cy'))} circle[radius=${String(numeric(a, 'r'))}pt];`;
      case 'text':
        return label(a, inside, escape);
      default:
        throw bug(`a drawing with <${kind}>`);
    }
  });
  const scale = Math.min(1, widest / Math.max(1, width));
  return ['\\begin{tikzpicture}[x=1pt, y=1pt' + (scale < 1 ? `, scale=${scale.toFixed(3)}, transform shape` : '') + ']', ...lines.map((l) => `  ${l}`), '\\end{tikzpicture}'].join('\n');
};
