/** Axes of plots: where values lie between two ends of a drawing, and round numbers to mark. */
import { type Html, escapeHtml, html } from '../formula/literal.ts';

export interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Beyond these a difference or a power of ten no longer is a number. */
export const tiniest = 1e-300;
export const drawable = (value: number): boolean => Math.abs(value) < 1e300;

/** About `wanted` ticks, between whole numbers only whole ones; `padded` ends at ticks. */
export const linear = (values: readonly number[], from: number, to: number, wanted: number, padded: boolean): Axis => {
  const [low, high] = apart(extent(values));
  const step = niceStep(Math.max((high - low) / wanted, values.length > 0 && values.every(Number.isInteger) ? 1 : 0));
  const bottom = padded ? Math.floor(low / step) * step : low;
  const top = padded ? Math.ceil(high / step) * step : high;
  const first = Math.ceil(bottom / step - 1e-9);
  const count = Math.floor(top / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { ticks, place: (v) => from + ((v - bottom) / (top - bottom)) * (to - from) };
};

/** Decades; over few of them, twice and five times a power of ten, too. */
export const logarithmic = (values: readonly number[], from: number, to: number): Axis => {
  const [low, high] = extent(values.map((v) => Math.log10(v)));
  const [bottom, top] = [Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1)];
  const step = Math.ceil((top - bottom) / 6);
  const decades = Array.from({ length: Math.floor((top - bottom) / step) + 1 }, (_, i) => bottom + i * step);
  const between = top - bottom <= 2 ? [1, 2, 5] : [1];
  const ticks = decades.flatMap((d) => between.map((m) => Number(`${String(m)}e${String(d)}`))).filter((v) => v <= Number(`1e${String(top)}`));
  return { ticks, place: (v) => from + ((Math.log10(v) - bottom) / (top - bottom)) * (to - from) };
};

/** Widened if it is a point or as good as one, so that a scale exists. */
const apart = ([low, high]: readonly [number, number]): readonly [number, number] => {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const flat = size === 0 ? 0.5 : size / 2;
  return high - low > 1e-9 * size ? [low, high] : [low - flat, high + flat];
};

export const extent = (values: readonly number[]): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) return [0, 1];
  return [low, high];
};

/** 1, 2 or 5 times a power of ten, not below `least`. */
const niceStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((m) => m * power >= least * (1 - 1e-9)) ?? 10) * power;
};

/** Large and small numbers as powers of ten, sooner on a logarithmic axis. */
export const tick = (value: number, log: boolean): Html => {
  const size = Math.abs(value);
  const minus = (text: string): string => text.replace(/-/gu, '\u2212');
  if (size === 0 || (log ? size > 1e-4 && size < 1e4 : size >= 1e-4 && size < 1e6)) return escapeHtml(minus(String(value)));
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const factor = mantissa === '1' ? '' : `${minus(mantissa)}\u00b7`;
  return html`${escapeHtml(factor)}10<tspan font-size="75%" dy="-0.45em">${escapeHtml(minus(power.replace('+', '')))}</tspan>`;
};
