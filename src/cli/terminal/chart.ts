/** A curve in characters: bars of eighths, one column for each stretch of values. */

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The mean of each of `width` stretches. */
const resampled = (values: readonly number[], width: number): readonly number[] => {
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, c) => {
    const part = values.slice(Math.floor((c * values.length) / columns), Math.max(Math.floor(((c + 1) * values.length) / columns), Math.floor((c * values.length) / columns) + 1));
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
};

export const shortNumber = (v: number): string => (v === 0 ? '0' : Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5 ? String(Number(v.toPrecision(4))) : v.toExponential(2));

/** Values over a range of more than a hundredfold are drawn by their logarithm, and the chart says so. */
export const chart = (values: readonly number[], width: number, height = 6): string => {
  const shown = resampled(values, width);
  // The labels are losses that were reached, such as that of epoch 1, though a column shows the mean of many.
  const [least, most] = [values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity)];
  const log = least > 0 && most / least > 100;
  const scale = (v: number): number => (log ? Math.log(v) : v);
  const [low, high] = [log ? scale(least) : Math.min(0, least), scale(most)];
  const levels = shown.map((v) => Math.max(1, Math.round((high === low ? 1 : (scale(v) - low) / (high - low)) * height * 8)));
  const labels = [shortNumber(most), shortNumber(log ? least : Math.min(0, least))];
  const margin = Math.max(...labels.map((l) => l.length));
  const rows = Array.from({ length: height }, (_, r) => {
    const floor = (height - 1 - r) * 8;
    const label = r === 0 ? labels[0] : r === height - 1 ? labels[1] : '';
    return `${(label ?? '').padStart(margin)} ${levels.map((l) => eighths[Math.max(0, Math.min(8, l - floor))] ?? ' ').join('')}`;
  });
  return `${rows.join('\n')}\n${' '.repeat(margin)} epochs 1 to ${String(values.length)}${log ? ', loss on a logarithmic scale' : ''}\n`;
};
