import { expect, test } from 'vitest';
import { elsewhere } from '../../src/lang/text/elsewhere.ts';
import { program } from './show.ts';

const definitions = [...elsewhere].flatMap(([name, hint]) => (hint.startsWith('define it: ') ? [[name, hint.slice('define it: '.length)] as const] : []));

test.each(definitions)('%s can be defined as the hint says', (name, definition) => {
  expect(program(`${definition}\nx = param()\nL = ${definition.slice(0, definition.indexOf('('))}(x)`).functions.has(definition.slice(0, definition.indexOf('(')))).toBe(true);
  expect(definition.toLowerCase()).toContain(name.slice(-3));
});

test.each([...elsewhere.keys()])('%s is no function of the language, or the hint would never be read', (name) => {
  const { functions, ops } = program('x = param()\nL = x');
  expect(functions.has(name) || ops.get(name)?.arity === 1).toBe(false);
});
