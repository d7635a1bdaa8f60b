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

/** `options` are those of training. */
export const variantsOf = (paths: readonly string[], call: Call, options: readonly Option[], io: Io): readonly Variant[] => {
  const variations = call.all('vary').map(variationOf);
  const twice = variations.find((v, i) => variations.findIndex((w) => w.name === v.name) < i);
  if (twice !== undefined) throw usage('bad-variation', `${twice.name} is varied twice`, `--vary ${twice.name}=${twice.values.join(',')},...`);
  const optionNamed = (name: string): Option | undefined => options.find((o) => o.name === name);
  const isOption = (name: string): boolean => optionNamed(name) !== undefined;
  const given = options.map((o) => [o.name, call.all(o.name)] as const).filter(([, values]) => values.length > 0);
  const sources = paths.map((path) => ({ path, text: readText(path, io) }));
  for (const { name, values: list } of variations) {
    if (name === 'seed') throw usage('bad-variation', 'every variant is trained from the same seeds', '--seed 3 --seeds 10 for those from 3 to 12');
    if (isOption(name) && call.flag(name)) throw usage('bad-variation', `${name} is varied, and --${name} sets it`, `leave --${name} out`);
    const odd = isSwitch(optionNamed(name)) ? list.find((v) => v !== 'yes' && v !== 'no') : undefined;
    if (odd !== undefined) throw usage('bad-variation', `${name} is never ${odd}`, undefined, 'yes, no');
    for (const { path, text } of sources) {
      const names = definedIn(text, nameOf(path));
      if (!isOption(name) && name !== 'init' && !names.includes(name)) throw unknownWord('option or name', name, [...options.map((o) => o.name), 'init', ...names]);
    }
  }
  const stems = paths.map((path) => nameOf(path).replace(/^.*[\\/]|\.[^.]+$/gu, ''));
  // Files of one name in two folders are told apart by their folders.
  const called = (network: Network): string => (stems.filter((s) => s === network.stem).length > 1 ? network.path : network.stem);
  const variants = sources.flatMap(({ path, text }) =>
    combinations(variations).map((chosen): Variant => {
      const changed = chosen.filter(([name]) => !isOption(name) && name !== 'init').reduce((source, [name, value]) => withRightSide(source, nameOf(path), name, value), text);
      const values = new Map(given);
      for (const [name, value] of chosen)
        if (isOption(name) && !isDefault(optionNamed(name), value)) values.set(name, [value]);
      const altered = callOf(call.words, values);
      const network = networkOf(path, changed, io, altered);
      const init = chosen.find(([name]) => name === 'init')?.[1];
      const label = [...(paths.length > 1 ? [called(network)] : []), ...chosen.map(([name, value]) => `${name}=${value}`)].join(', ');
      return { label: label === '' ? network.stem : label, network: init === undefined ? network : { ...network, program: started(network.program, init) }, settings: settingsOf(altered) };
    }),
  );
  if (variants.length > mostVariants) throw usage('too-many-variants', `${String(variants.length)} variants are more than anyone can compare`, `at most ${String(mostVariants)}`);
  if (variants.length < 2) throw usage('nothing-to-compare', 'there is one network, and nothing is varied', '--vary lr=0.01,0.1,1, or a second network');
  return variants;
};
