/** The operator table. A row says everything about its operator; adding one touches its row and its words. */
import type { OpTable } from '../core/op.ts';
import { arithmetic } from './arithmetic.ts';
import { axes } from './axes.ts';
import { choice } from './choice.ts';
import { functions } from './functions.ts';
import { gather } from './gather.ts';
import { matrices } from './matrices.ts';
import { order } from './order.ts';
import { parts } from './parts.ts';
import { products } from './products.ts';
import { tensors } from './tensors.ts';
import { windows } from './windows.ts';

export const ops: OpTable = new Map(
  [...arithmetic, ...functions, ...choice, ...products, ...axes, ...parts, ...gather, ...order, ...matrices, ...tensors, ...windows].map((row) => [row.name, row]),
);
