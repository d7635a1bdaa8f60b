/** `x=[1,2],y=3`: entries of an option, where a comma or semicolon outside brackets ends one. */

export const entriesOf = (text: string): readonly string[] => {
  const out: string[] = [''];
  let depth = 0;
  for (const c of text) {
    depth += '[{('.includes(c) ? 1 : ']})'.includes(c) ? -1 : 0;
    if (depth === 0 && (c === ',' || c === ';')) out.push('');
    else out[out.length - 1] = `${out.at(-1) ?? ''}${c}`;
  }
  return out.map((part) => part.trim()).filter((part) => part !== '');
};
