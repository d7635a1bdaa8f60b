/**
 * How much is read. Everything up to these limits is read, differentiated and computed in time and memory that grow with
 * its length; what is just above is refused at its place. Whoever reads for strangers sets limits of their own.
 */
export const limits = {
  /** Characters of a file (UTF-16 units). */
  file: 8_388_608,
  /** Characters of one statement. */
  statement: 4_194_304,
  /** Names, numbers and signs of a file. */
  tokens: 2_000_000,
  /** Brackets within brackets: the parser of formulas calls itself for each. */
  brackets: 100,
  /** Characters of a name. */
  name: 200,
  /** Different parts of all formulas of a program, with those of its derivatives. */
  nodes: 3_000_000,
} as const;

/** For messages: `2,000,000`. */
export const shown = (limit: number): string => String(limit).replace(/\B(?=(?:\d{3})+$)/gu, ',');
