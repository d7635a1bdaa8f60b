/** A .grad file to a program, with the functions that every file can use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { read } from '../calculus/read.ts';
import { settings } from '../core/profile.ts';
import type { Program } from '../core/program.ts';
import { checkReads } from '../engine/inside.ts';
import type { Library } from '../lang/file/use.ts';
import { nearest } from '../lang/text/names.ts';
import { ops } from '../ops/index.ts';
import { checkNotations } from '../render/style.ts';
import { type Call, type Option, usage } from './command.ts';
import { nameOf, readText } from './files.ts';
import type { Io } from './io.ts';

const templates = new URL('../../templates/', import.meta.url);

/** A file that comes with the program, such as `data/xor.csv`. */
export const templatePath = (name: string): string => fileURLToPath(new URL(name, templates));

/** All files of the prelude, one after another. */
export const prelude = (): string => {
  const folder = templatePath('prelude/');
  return readdirSync(folder)
    .filter((f) => f.endsWith('.grad'))
    .sort()
    .map((f) => readFileSync(`${folder}${f}`, 'utf8'))
    .join('\n');
};

/** Files that come with the program for `use(...)`. */
export const shipped = (): readonly string[] => readdirSync(templatePath('library/')).flatMap((f) => (f.endsWith('.grad') ? [f.slice(0, -5)] : []));

export const shippedText = (name: string): string => readFileSync(templatePath(`library/${name}.grad`), 'utf8');

/** What `use(...)` finds from a file: its neighbours first, then what comes with the program. */
const libraryFor = (path: string, io: Io): Library => {
  const folder = path === '-' ? '' : dirname(path);
  return {
    names: shipped(),
    find(name) {
      const file = join(folder, `${name}.grad`);
      if (existsSync(resolve(io.cwd, file))) return { file, text: readText(file, io) };
      return shipped().includes(name) ? { file: `library/${name}.grad`, text: shippedText(name) } : undefined;
    },
  };
};

/** For every command that reads a network. */
export const profileOption: Option = { name: 'profile', value: 'half=true', about: `settings that win over the file's: ${Object.keys(settings).join(', ')}` };

export interface Network {
  readonly path: string;
  /** What its outputs are called. */
  readonly stem: string;
  readonly source: string;
  readonly program: Program;
}

export const readNetwork = (path: string, io: Io, call: Pick<Call, 'text'>): Network => networkOf(path, readText(path, io), io, call);

/** As if `source` stood in the file. */
export const networkOf = (path: string, source: string, io: Io, call: Pick<Call, 'text'>): Network => {
  const objective = call.text('of');
  const profile = call.text('profile');
  const program = read(source, { file: nameOf(path), ops, prelude: prelude(), library: libraryFor(path, io), ...(objective === undefined ? {} : { objective }), ...(profile === undefined ? {} : { profile }) });
  checkNotations(program);
  checkReads(program, new Map([...program.dims].flatMap(([letter, n]) => (n === undefined ? [] : [[letter, n] as const]))));
  return { path, stem: path === '-' ? 'network' : basename(path).replace(/\.[^.]+$/u, ''), source, program };
};

/** The names of `--wrt`: declared ones, whose gradient is asked for. */
export const wantedOf = (program: Program, call: Pick<Call, 'list'>): readonly string[] | undefined => {
  const wanted = call.list('wrt');
  if (wanted === undefined) return undefined;
  const declared = [...program.bindings.values()].filter((b) => b.expr === undefined && b.value === undefined).map((b) => b.name);
  for (const name of wanted) {
    if (declared.includes(name)) continue;
    const near = nearest(name, declared);
    throw usage(
      'unknown-name',
      program.bindings.has(name) ? `${name} is computed, not declared, so it cannot be varied by itself` : `there is no ${name} in the file`,
      near === undefined ? undefined : `did you mean ${near}?`,
      declared.join(', '),
    );
  }
  return [...new Set(wanted)];
};
