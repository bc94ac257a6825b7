const HOLDS = {
  '<': (measured, limit) => measured < limit,
  '<=': (measured, limit) => measured <= limit,
  '>': (measured, limit) => measured > limit,
  '>=': (measured, limit) => measured >= limit,
  '==': (measured, limit) => measured === limit,
  '!=': (measured, limit) => measured !== limit,
} as const satisfies Readonly<Record<string, (measured: number, limit: number) => boolean>>;

/** What stands between a metric and its limit. */
export type Comparison = keyof typeof HOLDS;

export const COMPARISONS = Object.keys(HOLDS) as readonly Comparison[];

/** Other spellings, and what is meant by them. */
const MEANT: Readonly<Record<string, Comparison>> = {
  '=': '==',
  '===': '==',
  '=<': '<=',
  '≤': '<=',
  '=>': '>=',
  '≥': '>=',
  '<>': '!=',
  '=!': '!=',
  '!': '!=',
  '!==': '!=',
  '≠': '!=',
};

export function isComparison(text: string): text is Comparison {
  return Object.hasOwn(HOLDS, text);
}

/** The comparison that is meant by a wrong spelling; `undefined` when nobody can tell. */
export function meantComparison(text: string): Comparison | undefined {
  return Object.hasOwn(MEANT, text) ? MEANT[text] : undefined;
}

/** Whether `measured` stands to `limit` as the comparison says. */
export function holds(measured: number, comparison: Comparison, limit: number): boolean {
  return HOLDS[comparison](measured, limit);
}
