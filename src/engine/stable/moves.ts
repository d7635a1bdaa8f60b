/** What only moves entries of its first operand: a function of entries may as well be done before. */
export const moves: ReadonlySet<string> = new Set(['slice', 'transpose', 'permute', 'reshape', 'expand', 'hold', 'diagonal', 'gather', 'takealong']);
/** The same, with zeros beside them. */
export const places: ReadonlySet<string> = new Set(['place', 'diag']);
