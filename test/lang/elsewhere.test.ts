import { expect, test } from 'vitest';
import { elsewhere } from '../../src/lang/text/elsewhere.ts';
import { callable } from '../../src/lang/meanings.ts';
import { program } from './show.ts';

const known = program('x = param()\nL = x');

test.each([...elsewhere.keys()])('%s is no function of the language, or the hint would never be read', (name) => {
  expect(callable(name, known)).toBe(false);
});

test.each([...elsewhere])('the hint for %s speaks of functions that there are: %s', (_name, hint) => {
  for (const [, fn = ''] of hint.matchAll(/\b([A-Za-z]\w*)\(/gu)) expect(callable(fn, known) || ['use', 'dense', 'params'].includes(fn), fn).toBe(true);
});
