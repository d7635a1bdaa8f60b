import { expect, test } from 'vitest';
import { faultIn } from '../../src/cli/json.ts';

test.each([
  ['{"x": ', 6, 'it ends where a value is expected'],
  ['{"x": [1,]}', 9, 'a value is expected here'],
  ["{'x': 1}", 1, 'a name in double quotes is expected here'],
  ['{"x": .5}', 6, 'a number such as 0.5 is expected here'],
  ['{"x": NaN}', 6, 'a value is expected here'],
  ['{"x" 1}', 5, ': is expected here'],
  ['[1 2]', 3, ', or ] is expected here'],
  ['{"x": 1} 2', 9, 'nothing may follow here'],
  [`${'['.repeat(100_000)}1`, 100_001, 'it ends where , or ] is expected'],
])('%s', (text, at, message) => {
  expect(() => void JSON.parse(text)).toThrow();
  expect(faultIn(text)).toEqual({ at, message });
});
