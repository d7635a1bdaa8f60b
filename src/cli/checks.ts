/** What `doctor` looks at: one row for each thing that has to be there, may be there, or is told. */
import { accessSync, constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { derive } from '../calculus/derive.ts';
import { Problem } from '../core/problem.ts';
import { readTable } from '../engine/csv.ts';
import { bindData } from '../engine/data.ts';
import { train } from '../engine/training/train.ts';
import { read } from '../lang/read.ts';
import { ops } from '../ops/index.ts';
import { htmlAssets } from './assets.ts';
import { writeText } from './files.ts';
import { type Io, paint } from './io.ts';
import { prelude, templatePath } from './network.ts';
import { starters } from './starters.ts';
import { languages, languagesOf, wordsIn } from './words.ts';

export interface Check {
  readonly name: string;
  /** Without what is needed nothing works; without what is useful something is left out; a fact is neither. */
  readonly kind: 'needed' | 'useful' | 'fact';
  /** What was found; nothing, or a throw, where it is not there. */
  readonly look: (io: Io) => string | undefined;
  /** What is left out without it. */
  readonly purpose?: string;
}

const wrong = (message: string, mend?: string): Problem => new Problem('installation', message, { fault: 'tool', ...(mend === undefined ? {} : { mend }) });

const entries = (json: unknown): readonly (readonly [string, unknown])[] => (typeof json === 'object' && json !== null ? Object.entries(json) : []);
const field = (json: unknown, key: string): unknown => entries(json).find(([name]) => name === key)?.[1];
const own = (): unknown => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The oldest Node that package.json asks for. */
const node = (): string => {
  const least = Number(/\d+/u.exec(String(field(field(own(), 'engines'), 'node')))?.[0]);
  if (Number(process.versions.node.split('.')[0]) < least) throw wrong(`${process.versions.node}, and ${String(least)} or later is needed`, 'nodejs.org');
  return process.versions.node;
};

/** Packages as they are installed, which may not be what package.json asks for. */
const packages = (): string => {
  const wanted = entries(field(own(), 'dependencies')).map(([name, version]) => [name, String(version)] as const);
  const from = createRequire(import.meta.url);
  return wanted
    .map(([name, version]) => {
      const folder = (from.resolve.paths(name) ?? []).map((path) => join(path, name, 'package.json')).find(existsSync);
      if (folder === undefined) throw wrong(`${name} is missing`, 'npm ci');
      const there = String(field(JSON.parse(readFileSync(folder, 'utf8')), 'version'));
      if (there !== version) throw wrong(`${name} is ${there}, not ${version}`, 'npm ci');
      return `${name} ${there}`;
    })
    .join(', ');
};

const templates = (): string => {
  const files = starters.flatMap((s) => [s.network, s.data]);
  for (const file of files) accessSync(templatePath(file), constants.R_OK);
  for (const language of languages) wordsIn(language);
  return `prelude of ${String(prelude().length)} characters, ${String(new Set(files).size)} starters and tables, words in ${languages.join(' and ')}`;
};

const networkText = 'x = input(2); y = target(); w = param(2); b = param(); p = sigmoid(w\' * x + b); L = bce(p, y)';
const network = () => read(networkText, { file: 'doctor', ops, prelude: prelude() });

const derivation = (): string => {
  const { proof } = derive(network());
  return `${String(proof.steps)} equalities and ${String(proof.partials)} partial derivatives proved`;
};

/** The loss after twenty epochs, to the last bit: the same on every machine. A change in the order of sums changes it too. */
const knownLoss = 0.3722791368622218;
const training = (): string => {
  const { losses } = train(bindData(network(), readTable('x1,x2,y\n0,1,0\n1,0,1\n1,1,1\n0,0,0\n', 'doctor')), { epochs: 20, seed: 7, hyperparameters: { lr: 0.5 } });
  const last = losses.at(-1) ?? NaN;
  if (!Object.is(last, knownLoss)) throw wrong(`the loss is ${String(last)}, not ${String(knownLoss)}: numbers differ from those of other machines`);
  return `loss ${String(last)}, as everywhere`;
};

const fonts = (): string => {
  const { fonts: found } = htmlAssets();
  if (found.size === 0) throw wrong('none found', 'npm ci');
  return `${String(found.size)} found`;
};

const output = (io: Io): string => {
  const file = `out/.doctor-${String(process.pid)}`;
  writeText(file, 'gradscribe\n', io);
  rmSync(resolve(io.cwd, file));
  return 'can be written';
};

/** A program on the path, and what it is for. */
const tool = (purpose: string, ...names: readonly string[]): Check => ({
  name: names[0] ?? '',
  kind: 'useful',
  purpose,
  look({ env }) {
    const found = names.flatMap((name) => (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))).find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
    return found === undefined ? undefined : `${found}; it ${purpose}`;
  },
});

export const checks: readonly Check[] = [
  { name: 'version', kind: 'fact', look: () => String(field(own(), 'version')) },
  { name: 'node', kind: 'needed', look: node },
  { name: 'packages', kind: 'needed', look: packages },
  { name: 'templates', kind: 'needed', look: templates },
  { name: 'KaTeX fonts', kind: 'needed', look: fonts },
  { name: 'derivation', kind: 'needed', look: derivation },
  { name: 'training', kind: 'needed', look: training },
  { name: 'out/', kind: 'needed', look: output },
  { name: 'language', kind: 'fact', look: ({ env }) => `${languagesOf({ choice: () => undefined }, env).join('')} (LC_ALL, LC_MESSAGES or LANG)` },
  { name: 'terminal', kind: 'fact', look: ({ out }) => (out.tty ? `${String(out.columns)} columns` : 'none: the output goes to a file or a program') },
  { name: 'colours', kind: 'fact', look: ({ out, env }) => (paint(out, env).bold('x') === 'x' ? 'off' : 'on') },
  tool('prints a handout to PDF from the command line', 'chromium', 'chromium-browser', 'google-chrome', 'chrome'),
  tool('sets Chinese TeX', 'xelatex'),
  tool('sets TeX', 'pdflatex'),
];
