/** What is compared: networks side by side, or one of them with options and names of its file set to each of several values. */
import type { Program } from '../../core/program.ts';
import { initialisers } from '../../engine/training/initialise.ts';
import { definedIn, withRightSide } from '../../lang/vary.ts';
import { type Call, callOf, type Option, unknownWord, usage, valueOf } from '../command.ts';
import { entriesOf } from '../entries.ts';
import { nameOf, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { settingsOf } from '../commands/train.ts';
import type { Settings } from '../commands/training.ts';
import { type Network, networkOf } from '../network.ts';
import { weightsOf } from '../weights.ts';

/** `lr=0.01,0.1,1`: a training option, `init` for how weights start, or a name that the file defines, with what it is set to. */
export interface Variation {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Variant {
  /** `lr=0.1`, `f=tanh, batch=16`, or the name of the network's file. */
  readonly label: string;
  readonly network: Network;
  readonly settings: Settings;
}

export const variationOf = (text: string): Variation => {
  const [, name, list] = /^\s*([^\s=]+)\s*=(?!=)(.*)$/su.exec(text) ?? [];
  const values = entriesOf(list ?? '');
  if (name === undefined || values.length === 0) throw usage('bad-variation', `"${text}" does not say what is varied`, '--vary lr=0.01,0.1,1');
  if (new Set(values).size < values.length) throw usage('bad-variation', `"${text}" has a value twice`);
  return { name, values };
};

/** One value for each variation, in all combinations; the last one varies fastest. */
const combinations = (variations: readonly Variation[]): readonly (readonly (readonly [name: string, value: string])[])[] =>
  variations.reduce<readonly (readonly (readonly [string, string])[])[]>((before, { name, values }) => before.flatMap((chosen) => values.map((v) => [...chosen, [name, v] as const])), [[]]);

/** Weights start in another way; biases start as the file says. */
const started = (program: Program, init: string): Program => {
  if (!initialisers.some((i) => i.name === init)) throw unknownWord('initialiser', init, initialisers.map((i) => i.name));
  const weights = weightsOf(program);
  return { ...program, bindings: new Map([...program.bindings].map(([name, b]) => [name, weights.includes(name) ? { ...b, init, initOptions: new Map() } : b])) };
};

/** More are no comparison that anyone can read. */
const mostVariants = 24;

const isSwitch = (o: Option | undefined): boolean => o !== undefined && valueOf(o) === undefined;
/** Said by leaving the option out: a batch of everything, a switch that is off. */
const isDefault = (o: Option | undefined, value: string): boolean => value === (o?.name === 'batch' ? 'all' : 'no') && (o?.name === 'batch' || isSwitch(o));

interface Source {
  readonly path: string;
  readonly text: string;
}
type Named = (name: string) => Option | undefined;

/** Refuses, before anything is read or trained, what cannot be varied. */
const check = (variations: readonly Variation[], sources: readonly Source[], call: Call, options: readonly Option[], named: Named): void => {
  variations.forEach(({ name, values }, i) => {
    if (variations.slice(0, i).some((v) => v.name === name)) throw usage('bad-variation', `${name} is varied twice`, `--vary ${name}=${values.join(',')},...`);
    if (name === 'seed') throw usage('bad-variation', 'every variant is trained from the same seeds', '--seed 3 --seeds 10 for those from 3 to 12');
    const option = named(name);
    if (option !== undefined && call.flag(name)) throw usage('bad-variation', `${name} is varied, and --${name} sets it`, `leave --${name} out`);
    const odd = isSwitch(option) ? values.find((v) => v !== 'yes' && v !== 'no') : undefined;
    if (odd !== undefined) throw usage('bad-variation', `${name} is never ${odd}`, undefined, 'yes, no');
    if (option !== undefined || name === 'init') return;
    for (const { path, text } of sources) {
      const names = definedIn(text, nameOf(path));
      if (!names.includes(name)) throw unknownWord('option or name', name, [...options.map((o) => o.name), 'init', ...names]);
    }
  });
  const count = variations.reduce((n, v) => n * v.values.length, sources.length);
  if (count > mostVariants) throw usage('too-many-variants', `${String(count)} variants are more than anyone can compare`, `at most ${String(mostVariants)}`);
  if (count < 2) throw usage('nothing-to-compare', 'there is one network, and nothing is varied', '--vary lr=0.01,0.1,1, or a second network');
};

/** Files of one name in two folders are told apart by their folders. */
const labelsOf = (sources: readonly Source[]): ReadonlyMap<string, string> => {
  const stem = (path: string): string => nameOf(path).replace(/^.*[\\/]|\.[^.]+$/gu, '');
  return new Map(sources.map(({ path }) => [path, sources.filter((s) => stem(s.path) === stem(path)).length > 1 ? path : stem(path)]));
};

/** `options` are those of training. */
export const variantsOf = (paths: readonly string[], call: Call, options: readonly Option[], io: Io): readonly Variant[] => {
  const variations = call.all('vary').map(variationOf);
  const named: Named = (name) => options.find((o) => o.name === name);
  const sources = paths.map((path) => ({ path, text: readText(path, io) }));
  check(variations, sources, call, options, named);
  const given = options.map((o) => [o.name, call.all(o.name)] as const).filter(([, values]) => values.length > 0);
  const labels = labelsOf(sources);
  return sources.flatMap(({ path, text }) =>
    combinations(variations).map((chosen): Variant => {
      const ofOptions = chosen.filter(([name, value]) => named(name) !== undefined && !isDefault(named(name), value));
      const ofFile = chosen.filter(([name]) => named(name) === undefined && name !== 'init');
      const init = chosen.find(([name]) => name === 'init')?.[1];
      const altered = callOf(call.words, new Map([...given, ...ofOptions.map(([name, value]) => [name, [value]] as const)]));
      const network = networkOf(path, ofFile.reduce((source, [name, value]) => withRightSide(source, nameOf(path), name, value), text), io, altered);
      return {
        label: [...(sources.length > 1 ? [labels.get(path) ?? path] : []), ...chosen.map(([name, value]) => `${name}=${value}`)].join(', '),
        network: init === undefined ? network : { ...network, program: started(network.program, init) },
        settings: settingsOf(altered),
      };
    }),
  );
};
