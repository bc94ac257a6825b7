import type { Report } from '../report.js';
import type { ComparedReport, ComparisonSide } from './comparison-report.js';

/** What should be the same of all runs that are compared, with why. */
const ALIKE: readonly {
  readonly what: string;
  readonly of: (report: Report) => string;
  readonly why: string;
}[] = [
  {
    what: 'deployments are not of one kind',
    of: ({ environment }) => (environment.embedded === null ? 'real' : 'embedded, a simulation'),
    why: 'a simulation says nothing of a server',
  },
  { what: 'templates differ', of: ({ environment }) => environment.template, why: 'their builds may too' },
  {
    what: 'storms are not of one size',
    of: ({ results }) => `${results.due} due`,
    why: 'more workspaces wait longer for the same provisioners',
  },
  {
    what: 'schedule windows differ',
    of: ({ environment }) => String(environment.flags['schedule-window'] ?? '0s'),
    why: 'a storm that is spread waits less',
  },
  {
    what: 'runs did not wait for the same',
    of: ({ environment }) => `--wait-for-agents ${environment.flags['wait-for-agents'] ?? 'ready'}`,
    why: 'usable does not mean the same on both',
  },
];

/** What to know before believing a comparison of these runs, a sentence each. */
export function comparisonWarnings(sides: readonly [ComparisonSide, ComparisonSide]): readonly string[] {
  const all = sides.flatMap(({ runs }) => runs);
  return [
    ...ALIKE.flatMap(({ what, of, why }) => {
      if (new Set(all.map(({ report }) => of(report))).size < 2) return [];
      const seen = sides.map(({ name, runs }) => `${distinct(runs, of)} in ${name}`).join(', ');
      return [`The ${what} (${seen}): ${why}.`];
    }),
    ...sides.flatMap(({ name, runs }) => runs.filter(wasInterrupted).map((run) => interrupted(name, run))),
    ...sharedRuns(sides),
    ...(all.length > 0 && all.every(({ report }) => report.environment.embedded !== null)
      ? ["Simulated: all runs were on nineam's embedded deployment, no Coder server."]
      : []),
  ];
}

function distinct(runs: readonly ComparedReport[], of: (report: Report) => string): string {
  return [...new Set(runs.map(({ report }) => of(report)))].join(' and ');
}

function wasInterrupted({ report }: ComparedReport): boolean {
  return report.results.outcomes.interrupted > 0;
}

function interrupted(side: string, { label }: ComparedReport): string {
  return `Run ${label} of ${side} was interrupted: what was not usable by then counts as never.`;
}

function sharedRuns([first, second]: readonly [ComparisonSide, ComparisonSide]): readonly string[] {
  const ids = new Set(first.runs.map(({ runId }) => runId));
  return second.runs
    .filter(({ runId }) => ids.has(runId))
    .map(({ label }) => `Run ${label} is on both sides: they are not independent.`);
}
