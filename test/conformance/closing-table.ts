import type { Resource } from './cases/case.js';
import { DESCRIBED_CHAPTERS } from './described/chapters.js';
import { DIFFERENCES_OF_CONVERSATIONS, DIFFERENCES_ON_PURPOSE } from './differences-on-purpose.js';

/** How a case ended. */
export type Outcome = 'as recorded' | 'as described' | 'differs on purpose' | 'not run' | 'failed';

const OUTCOMES: readonly Outcome[] = [
  'as recorded',
  'as described',
  'differs on purpose',
  'not run',
  'failed',
];

/** How the cases ended, counted by resource: a table in Markdown. */
export class ClosingTable {
  readonly #counts = new Map<Resource, Map<Outcome, number>>();

  count(resource: Resource, outcome: Outcome): void {
    const counts = this.#counts.get(resource) ?? new Map<Outcome, number>();
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    this.#counts.set(resource, counts);
  }

  toString(): string {
    const rows = [...this.#counts].map(([resource, counts]) => rowOf(resource, counts));
    const total = new Map<Outcome, number>();
    for (const counts of this.#counts.values()) {
      for (const [outcome, count] of counts) total.set(outcome, (total.get(outcome) ?? 0) + count);
    }
    const head = `| resource | ${OUTCOMES.join(' | ')} |\n|---|${OUTCOMES.map(() => '---:').join('|')}|`;
    return [head, ...rows, rowOf('all', total)].join('\n');
  }
}

function rowOf(name: string, counts: ReadonlyMap<Outcome, number>): string {
  return `| ${name} | ${OUTCOMES.map((outcome) => counts.get(outcome) ?? 0).join(' | ')} |`;
}

/** Everything in which our deployment differs on purpose, and why: a table in Markdown. */
export function purposeTable(): string {
  const described = DESCRIBED_CHAPTERS.flatMap(({ cases }) => cases).flatMap(({ title, onPurpose }) =>
    onPurpose === undefined ? [] : [{ what: title, reason: onPurpose }],
  );
  const all = [...DIFFERENCES_ON_PURPOSE, ...DIFFERENCES_OF_CONVERSATIONS, ...described];
  const rows = all.map(({ what, reason }) => `| ${what} | ${reason} |`);
  return ['| differs on purpose | because |', '|---|---|', ...new Set(rows)].join('\n');
}
