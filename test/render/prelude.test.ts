/** Notations of the prelude are held to the list that a user's are held to. */
import { expect, test } from 'vitest';
import { safeTex } from '../../src/render/formula/template.ts';
import { program } from '../lang/show.ts';

const { notations, functions } = program('x = param()\nL = x');

test.each([...notations])('the notation of %s is allowed, and shows each parameter', (name, { params, tex }) => {
  const template = safeTex(tex, params);
  expect(params).toEqual(functions.get(name)?.params);
  const shown = template.flatMap((part) => (typeof part === 'string' ? [] : [part.argument]));
  expect(new Set(shown)).toEqual(new Set(params.keys()));
});
