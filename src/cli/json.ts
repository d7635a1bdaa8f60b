/** Where text stops being JSON, found by reading it again by the grammar of RFC 8259; asked only after JSON.parse has refused. */

export interface Fault {
  /** Offset in the text. */
  readonly at: number;
  readonly message: string;
}

const blank = /[ \t\n\r]*/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

export const faultIn = (text: string): Fault => {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found !== undefined;
  };
  const sign = (c: string): boolean => {
    skip(blank);
    if (text[at] !== c) return false;
    at++;
    return true;
  };
  const missing = (what: string): Fault => ({ at, message: at >= text.length ? `it ends where ${what} is expected` : `${what} is expected here` });
  /** Closing signs of what is open. */
  const open: string[] = [];
  for (;;) {
    // A value, or the start of one.
    skip(blank);
    if (sign('[')) {
      if (!sign(']')) {
        open.push(']');
        continue;
      }
    } else if (sign('{')) {
      if (!sign('}')) {
        open.push('}');
        const wrong = key();
        if (wrong !== undefined) return wrong;
        continue;
      }
    } else if (!skip(scalar)) return missing(/^[+.]|^0\d/u.test(text.slice(at)) ? 'a number such as 0.5' : text[at] === "'" ? 'a text in double quotes' : 'a value');
    // What follows a value: the end of what is open, or a comma and the next.
    for (;;) {
      const close = open.at(-1);
      skip(blank);
      if (close === undefined) return at < text.length ? { at, message: 'nothing may follow here' } : { at: 0, message: 'it cannot be read' };
      if (sign(close)) open.pop();
      else if (sign(',')) break;
      else return missing(`, or ${close}`);
    }
    if (open.at(-1) === '}') {
      const wrong = key();
      if (wrong !== undefined) return wrong;
    }
  }
  function key(): Fault | undefined {
    skip(blank);
    if (text[at] !== '"' || !skip(scalar)) return missing('a name in double quotes');
    return sign(':') ? undefined : missing(':');
  }
};
