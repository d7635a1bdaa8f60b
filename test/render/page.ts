/** A page as a browser's tokeniser sees it (HTML standard, section 13.2.5): what is markup and what is text. */
export interface Page {
  /** `h1`, `/h1`, `a href class`: each tag with the names of its attributes. */
  readonly tags: readonly string[];
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

const entities: ReadonlyMap<string, string> = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"], ['nbsp', '\u00a0']]); // prettier-ignore
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/giu, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) =>
    decimal !== undefined ? String.fromCodePoint(Number(decimal)) : hex !== undefined ? String.fromCodePoint(parseInt(hex, 16)) : (entities.get(name ?? '') ?? whole),
  );

export const pageOf = (html: string): Page => {
  const tags: string[] = [];
  const attributes: (readonly [string, string])[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    text += html.slice(at, open < 0 ? undefined : open);
    if (open < 0) break;
    const [whole, slash = '', tag = '', rest = ''] = /^<(\/?)([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/iu.exec(html.slice(open)) ?? [];
    const other = /^<!(?:--[^]*?--|[^>]*)>/u.exec(html.slice(open))?.[0];
    if (whole === undefined) {
      // A comment or doctype is skipped; a sign that opens nothing is text.
      if (other === undefined) text += '<';
      at = open + (other?.length ?? 1);
      continue;
    }
    const own = [...rest.matchAll(/([^\s/=>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gu)].map(([, name = '', a, b, c]) => [name.toLowerCase(), decoded(a ?? b ?? c ?? '')] as const);
    tags.push([slash + tag.toLowerCase(), ...own.map(([name]) => name)].join(' '));
    attributes.push(...own);
    at = open + whole.length;
    // What stands in these is never markup.
    if (slash === '' && /^(?:style|script|textarea)$/iu.test(tag)) at = Math.max(at, html.indexOf(`</${tag}`, at));
  }
  return { tags, attributes, text: decoded(text) };
};
