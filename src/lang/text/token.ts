/** One word of a source. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'newline';
  /** A name in normal form C, a string without its quotes, else as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
