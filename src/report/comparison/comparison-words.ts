import {
  COMPARED_PERCENTILES,
  type Difference,
  differenceText,
  intervalText,
  percentileName,
  RESAMPLINGS,
} from '../../comparison/index.js';
import { counted } from '../../storm/index.js';
import { placeText } from '../saved/describe-saved-run.js';
import { secondsText } from '../words.js';
import type { ComparedReport, ComparisonReport, ComparisonSide } from './comparison-report.js';

/** What is compared, as every format calls it. */
export const MEASURE = 'From the first creation to usable, of all due';

/** How a difference reads. */
export const VERDICTS: Readonly<Record<Difference['kind'], string>> = {
  no_difference: 'no difference',
  slower: 'B is slower',
  faster: 'B is faster',
  not_comparable: 'not comparable',
};

/** The whole comparison in a sentence; before it, who was lost, where the sides differ in that: it weighs more. */
export function comparisonHeadline({
  differences,
  sides,
}: Pick<ComparisonReport, 'differences' | 'sides'>): string {
  const named = (kind: Difference['kind']) =>
    listed(differences.filter((one) => one.kind === kind).map(({ p }) => percentileName(p)));
  const parts = [
    ['slower', 'B is slower than A in'],
    ['faster', 'B is faster than A in'],
    ['no_difference', 'no difference in'],
    ['not_comparable', 'not comparable in'],
  ] as const;
  const text = parts
    .flatMap(([kind, words]) => (named(kind) === '' ? [] : [`${words} ${named(kind)}`]))
    .join('; ');
  const sentence = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  return [...lossSentence(sides), sentence].join(' ');
}

function lossSentence([a, b]: ComparisonReport['sides']): readonly string[] {
  const [lostA, lostB] = [lossOf(a), lossOf(b)];
  if (lostA.lost * lostB.due === lostB.lost * lostA.due) return [];
  const [worse, other] = lostB.lost * lostA.due > lostA.lost * lostB.due ? [lostB, lostA] : [lostA, lostB];
  return [
    `${worse.name} lost ${worse.lost} of ${worse.due} that were due, ${other.name} ${other.lost} of ${other.due}.`,
  ];
}

/** How many of all that were due did not become usable, over the runs of a side. */
function lossOf({ name, runs }: ComparisonSide): {
  readonly name: string;
  readonly lost: number;
  readonly due: number;
} {
  const due = runs.reduce((sum, { report }) => sum + report.results.due, 0);
  const usable = runs.reduce((sum, { report }) => sum + report.results.successfulRuns, 0);
  return { name, lost: due - usable, due };
}

/** Names as a sentence lists them. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** One compared percentile in words: its name, A, B, the difference, its interval, and what that means. */
export function differenceCells(report: ComparisonReport): readonly (readonly string[])[] {
  return report.differences.map((difference, at) => {
    const [a, b] = report.sides.map((side) => sideText(side, at));
    const words =
      difference.kind === 'not_comparable'
        ? ['unknown', 'unknown', `${VERDICTS[difference.kind]}: ${difference.reason}`]
        : [differenceText(difference), intervalText(difference), VERDICTS[difference.kind]];
    return [percentileName(difference.p), a ?? '', b ?? '', ...words];
  });
}

export const DIFFERENCE_HEADER = ['', 'A', 'B', 'B minus A', '95 % interval', 'verdict'] as const;

/** A percentile of a side, of several runs the mean; where one did not reach it there is none. */
function sideText({ runs }: ComparisonSide, at: number): string {
  return secondsText(meanMs(runs, at));
}

/** `null`: there is no run. Infinity: not every run reached it. */
export function meanMs(runs: readonly ComparedReport[], at: number): number | null {
  if (runs.length === 0) return null;
  return runs.reduce((sum, { percentilesMs }) => sum + (percentilesMs[at] ?? 0), 0) / runs.length;
}

/** One run in words: its figures, in the order of {@link RUN_HEADER}. */
export function runCells(run: ComparedReport): readonly string[] {
  const { results } = run.report;
  return [
    run.label,
    `${results.successfulRuns} of ${results.due}`,
    ...run.percentilesMs.map(secondsText),
    provisionersText(run),
    placeText(run.report.environment),
  ];
}

export const RUN_HEADER = [
  'Run',
  'Usable',
  ...COMPARED_PERCENTILES.map(percentileName),
  'Provisioners',
  'Where',
] as const;

function provisionersText({ provisioners }: ComparedReport): string {
  return provisioners === null ? 'no limit seen' : String(provisioners);
}

/** How it was computed, a sentence each; what the method cannot see is always among them. */
export function methodLines(report: ComparisonReport): readonly string[] {
  const [a, b] = report.sides.map(({ runs }) => counted(runs.length, 'run'));
  return [
    `${a} against ${b}. ${report.caveat}`,
    ...(report.method === 'service_times'
      ? [
          `Service times were drawn anew ${RESAMPLINGS} times from the seed "${report.seed}" and replayed through the first-in-first-out queue.`,
        ]
      : []),
    'The tick delay (scheduled minute to first creation) is left out: it is chance, and no load.',
    'Each percentile is judged by itself at 95 %: of equal storms, more than one in twenty comparisons shows some difference.',
  ];
}
