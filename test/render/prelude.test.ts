/** Notations of the prelude are held to the list that a user's are held to. */
import { expect, test } from 'vitest';
import { builtinNames } from '../../src/lang/meanings.ts';
import { ops } from '../../src/ops/index.ts';
import { safeTex } from '../../src/render/formula/template.ts';
import { program } from '../lang/show.ts';

const { notations, functions } = program('x = param()\nL = x');

test.each([...notations])('the notation of %s is allowed, and shows each parameter', (name, { params, tex }) => {
  const template = safeTex(tex, params);
  // Functions of the language itself have no parameters with names.
  if (functions.has(name)) expect(params).toEqual(functions.get(name)?.params);
  else expect(builtinNames(ops)).toContain(name);
  const shown = template.flatMap((part) => (typeof part === 'string' ? [] : [part.argument]));
  expect(new Set(shown)).toEqual(new Set(params.keys()));
});
