import type { Resource } from './cases/case.js';

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
