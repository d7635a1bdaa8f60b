import { expect, test } from 'vitest';
import { chart } from '../../src/cli/terminal/chart.ts';

test('the labels are the largest and the smallest loss, not the means of columns', () => {
  const lines = chart([9, 1, 1, 1, 1, 1, 1, 0.5], 4, 2).split('\n');
  expect([lines[0]?.trimStart().split(' ')[0], lines[1]?.trimStart().split(' ')[0]]).toEqual(['9', '0']);
});
