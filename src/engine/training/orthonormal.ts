/** A matrix whose rows or columns, whichever are fewer, are orthonormal, each such matrix as likely. */
import type { Random } from '../random.ts';

/**
 * The fewer side of a normal matrix made orthonormal by Gram and Schmidt, twice, which leaves it so to rounding (Giraud et
 * al. 2005). No sign is favoured, as where Q of a QR factorisation is multiplied by the signs of R's diagonal.
 */
export const orthonormal = (rows: number, columns: number, random: Random): Float64Array => {
  const [few, many] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  while (vectors.length < few) {
    const v = Float64Array.from({ length: many }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors) {
        const along = v.reduce((sum, x, i) => sum + x * (u[i] ?? 0), 0);
        u.forEach((x, i) => (v[i] = (v[i] ?? 0) - along * x));
      }
      const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
      v.forEach((x, i) => (v[i] = x / length));
    }
    vectors.push(v);
  }
  const made = new Float64Array(rows * columns);
  vectors.forEach((v, k) => v.forEach((x, i) => (made[rows <= columns ? k * columns + i : i * columns + k] = x)));
  return made;
};
