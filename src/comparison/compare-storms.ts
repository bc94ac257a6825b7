import { nearestRank, type UniformDraw } from '../stats/index.js';
import { type ComparedRun, latenciesAfterFirst, reached } from './compared-run.js';
import { COMPARED_PERCENTILES, type Difference, differenceOf } from './difference.js';
import { fewestDue } from './fewest-due.js';
import { RunResampler } from './resample-run.js';
import { welchInterval } from './welch-interval.js';

/** How intervals came about: from runs, or from one run's service times drawn anew. */
export type ComparisonMethod = 'runs' | 'service_times';

/** Two sides of runs, compared. */
export interface StormComparison {
  readonly method: ComparisonMethod;
  readonly differences: readonly Difference[];
  /** What the method cannot see, in a sentence. */
  readonly caveat: string;
}

const EACH = 'The 5 % of false alarms are of each percentile by itself.';

const CAVEATS: Readonly<Record<ComparisonMethod, string>> = {
  runs: `The run is the unit: intervals hold the variation between the runs of each side (Welch). ${EACH}`,
  service_times:
    'One run a side: intervals hold only the chance of its service times; what differs from run to run on the server ' +
    `itself is not in them. Three or more runs a side have that too. ${EACH}`,
};

/** No variation is no evidence of certainty: runs of a resolution or a simulation that hides it. */
const NO_VARIATION = 'the runs of a side do not differ from each other, so nothing is known of chance';
/** Fewest runs a side whose variation says something. */
const FEWEST_RUNS = 3;
/** How often one run's service times are drawn anew. */
export const RESAMPLINGS = 1_000;
const LOW = 0.025;

/** How many runs a side may have, in words; `null` if these may be compared. */
export function sidesProblem(first: number, second: number): string | null {
  const single = first === 1 && second === 1;
  if (single || (first >= FEWEST_RUNS && second >= FEWEST_RUNS)) return null;
  return `one run a side, or ${FEWEST_RUNS} or more on both, not ${first} and ${second}`;
}

/**
 * Compares two sides of runs in the latency after the first creation, of all due; the tick delay is left out.
 *
 * With one run a side, service times are drawn anew from each run's own, the recorded creations replayed through the
 * first-in-first-out queue, and the observed difference gets the spread of the replayed ones about their mean; a
 * percentile of too few workspaces is not compared ({@link fewestDue}). With
 * three or more a side the run is the unit, and the interval is Welch's.
 * @param uniform - For drawing; not used when runs are the unit.
 * @throws RangeError if {@link sidesProblem} finds one.
 */
export function compareStorms(
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
  uniform: UniformDraw,
): StormComparison {
  const problem = sidesProblem(first.length, second.length);
  if (problem !== null) throw new RangeError(problem);
  const [a, b] = [first[0], second[0]];
  const method: ComparisonMethod = first.length === 1 ? 'service_times' : 'runs';
  const differences =
    method === 'service_times' && a !== undefined && b !== undefined
      ? compareSingles(a, b, uniform)
      : compareSides(first, second);
  return { method, differences, caveat: CAVEATS[method] };
}

function compareSingles(first: ComparedRun, second: ComparedRun, uniform: UniformDraw): Difference[] {
  const [observedFirst, observedSecond] = [first, second].map(({ starts }) => latenciesAfterFirst(starts));
  const [drawFirst, drawSecond] = [new RunResampler(first), new RunResampler(second)];
  const due = Math.min(first.starts.length, second.starts.length);
  const obstacle = drawFirst.obstacle ?? drawSecond.obstacle;
  const replays =
    obstacle === null
      ? Array.from(
          { length: RESAMPLINGS },
          () =>
            [
              drawFirst.draw(uniform, COMPARED_PERCENTILES),
              drawSecond.draw(uniform, COMPARED_PERCENTILES),
            ] as const,
        )
      : [];
  return COMPARED_PERCENTILES.map((p, at) => {
    const firstMs = reached(observedFirst ?? new Float64Array(), p);
    const secondMs = reached(observedSecond ?? new Float64Array(), p);
    const unreached = unreachedReason([firstMs], [secondMs]) ?? obstacle ?? tooFewReason(p, due);
    if (unreached !== null) return { kind: 'not_comparable', p, reason: unreached };
    const spread = replays.map(([one, other]) => (other[at] ?? 0) - (one[at] ?? 0)).sort((x, y) => x - y);
    const mean = spread.reduce((sum, ms) => sum + ms, 0) / spread.length;
    const observed = secondMs - firstMs;
    const interval = [
      observed + nearestRank(spread, LOW) - mean,
      observed + nearestRank(spread, 1 - LOW) - mean,
    ] as const;
    return differenceOf(p, [firstMs, secondMs], interval);
  });
}

function compareSides(first: readonly ComparedRun[], second: readonly ComparedRun[]): Difference[] {
  const [ones, others] = [first, second].map((runs) => runs.map(({ starts }) => latenciesAfterFirst(starts)));
  return COMPARED_PERCENTILES.map((p) => {
    const firstMs = (ones ?? []).map((latencies) => reached(latencies, p));
    const secondMs = (others ?? []).map((latencies) => reached(latencies, p));
    const unreached = unreachedReason(firstMs, secondMs);
    if (unreached !== null) return { kind: 'not_comparable', p, reason: unreached };
    const [one, other] = [firstMs[0] ?? 0, secondMs[0] ?? 0];
    if (firstMs.every((ms) => ms === one) && secondMs.every((ms) => ms === other)) {
      if (one !== other) return { kind: 'not_comparable', p, reason: NO_VARIATION };
      return differenceOf(p, [one, other], [0, 0]);
    }
    return differenceOf(p, [mean(firstMs), mean(secondMs)], welchInterval(firstMs, secondMs));
  });
}

function unreachedReason(first: readonly number[], second: readonly number[]): string | null {
  const missing = [first, second].map((side) => side.some((ms) => ms === Number.POSITIVE_INFINITY));
  if (missing[0] !== true && missing[1] !== true) return null;
  const where =
    missing[0] === true ? (missing[1] === true ? 'either side' : 'the first side') : 'the second side';
  return `too few workspaces became usable on ${where} to reach it`;
}

function tooFewReason(p: number, due: number): string | null {
  const fewest = fewestDue(p);
  return due >= fewest ? null : `one run a side needs ${fewest} due on each`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
