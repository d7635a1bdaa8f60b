/** What classes differ in: `profile(adjoint="delta", half=true)`. Each setting with the values it takes, the first its default. */

export const settings = {
  /** How an adjoint is written: a bar over the name, delta with the name below, or the partial derivative. */
  adjoint: ['bar', 'delta', 'partial'],
  /** A gradient has the shape of its parameter, or, in numerator layout, that of its transpose. */
  layout: ['gradient', 'numerator'],
  /** Where samples stand when a matrix holds several. */
  samples: ['rows', 'columns'],
  /** Whether losses over several samples are their mean or their sum. */
  loss: ['mean', 'sum'],
  /** Whether squared losses carry the factor 1/2. */
  half: ['false', 'true'],
  /** The derivative of ReLU at 0. */
  relu0: ['0', '1', '0.5'],
} as const;

export type Setting = keyof typeof settings;
export type Profile = { readonly [K in Setting]: (typeof settings)[K][number] };

export const isSetting = (key: string): key is Setting => Object.hasOwn(settings, key);

const among = <T extends string>(values: readonly [T, ...T[]], chosen: string | undefined): T => values.find((v) => v === chosen) ?? values[0];

/** The default values with some chosen; whoever chooses has looked whether there are such values. */
export const profileOf = (chosen: ReadonlyMap<string, string> = new Map()): Profile => ({
  adjoint: among(settings.adjoint, chosen.get('adjoint')),
  layout: among(settings.layout, chosen.get('layout')),
  samples: among(settings.samples, chosen.get('samples')),
  loss: among(settings.loss, chosen.get('loss')),
  half: among(settings.half, chosen.get('half')),
  relu0: among(settings.relu0, chosen.get('relu0')),
});
