/** Which rules and font faces of the KaTeX style sheet a page needs, told from the classes in its markup. */

interface StyleRule {
  readonly selectors: readonly string[];
  readonly body: string;
}
/** A font face as a style rule asks for it. */
interface Face {
  readonly family: string;
  readonly bold: boolean;
  readonly italic: boolean;
}

const rulesOf = (css: string): readonly StyleRule[] =>
  [...css.replace(/\/\*[^]*?\*\//gu, '').matchAll(/([^{}]+)\{([^{}]*)\}/gu)].map(([, head = '', body = '']) => ({
    selectors: head.split(',').map((s) => s.trim()),
    body,
  }));

/** The class lists of all elements. */
const classLists = (markup: string): readonly ReadonlySet<string>[] =>
  [...new Set([...markup.matchAll(/ class="([^"]*)"/gu)].map(([, list = '']) => list))].map((list) => new Set(list.split(/\s+/u)));

/** Whether every simple part of a selector meets an element with all its classes; nesting is not looked at. */
const met = (selector: string, lists: readonly ReadonlySet<string>[]): boolean =>
  selector.split(/[\s>+~]+/u).every((part) => {
    const classes = [...part.replace(/\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?/gu, '').matchAll(/\.([\w-]+)/gu)].map(([, c = '']) => c);
    return lists.some((list) => classes.every((c) => list.has(c)));
  });

const faceOf = (body: string): Face | undefined => {
  const family = /KaTeX_(\w+)/u.exec(body)?.[1];
  const bold = /font-weight:\s*(?:bold|700)/u.test(body);
  const italic = /font-style:\s*italic/u.test(body);
  return family === undefined && !bold && !italic ? undefined : { family: family ?? 'Main', bold, italic };
};

const fileOf = (face: Face): string => {
  const style = (face.bold ? 'Bold' : '') + (face.italic ? 'Italic' : '');
  return `KaTeX_${face.family}-${style === '' ? 'Regular' : style}.woff2`;
};

/** The files of the faces that `markup` uses. */
export const fontFiles = (markup: string, katexCss: string): readonly string[] => {
  const lists = classLists(markup);
  const files = new Set<string>();
  for (const rule of rulesOf(katexCss)) {
    if (rule.selectors[0]?.startsWith('@') === true || !rule.selectors.some((s) => met(s, lists))) continue;
    const face = faceOf(rule.body);
    if (face !== undefined) files.add(fileOf(face));
  }
  return [...files].sort();
};

/** The part of the KaTeX style sheet that `markup` uses, its fonts inlined; `fonts` maps files to base64. */
export const katexStyle = (markup: string, katexCss: string, fonts: ReadonlyMap<string, string>): string => {
  const lists = classLists(markup);
  const files = new Set(fontFiles(markup, katexCss));
  const kept: string[] = [];
  for (const { selectors, body } of rulesOf(katexCss)) {
    if (selectors[0] === '@font-face') {
      const file = /fonts\/(KaTeX_[\w-]+\.woff2)/u.exec(body)?.[1] ?? '';
      const data = fonts.get(file);
      if (!files.has(file) || data === undefined) continue;
      const rest = body.replace(/src:[^;]*;?/u, '');
      kept.push(`@font-face{${rest};src:url(data:font/woff2;base64,${data}) format("woff2")}`);
    } else {
      const used = selectors.filter((s) => s.startsWith('@') || met(s, lists));
      if (used.length > 0) kept.push(`${used.join(',')}{${body}}`);
    }
  }
  return kept.join('\n');
};
