/** A boxed row is read alone: it repeats the left side it continues. */
import type { Row, Tex } from './doc.ts';

export const closed = (rows: readonly Row[]): readonly Row[] => {
  let left: Tex | undefined;
  return rows.map((r) => {
    if (r.inset === undefined) left = r.left ?? left;
    return r.boxed === true && left !== undefined ? { ...r, left } : r;
  });
};
