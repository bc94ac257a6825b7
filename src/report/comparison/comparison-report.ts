import {
  COMPARED_PERCENTILES,
  type ComparisonMethod,
  compareStorms,
  type Difference,
  evaluateRegressions,
  latenciesAfterFirst,
  type RegressionLimit,
  reached,
} from '../../comparison/index.js';
import { seededDraws } from '../../stats/index.js';
import type { ThresholdVerdict } from '../../thresholds/index.js';
import type { Report } from '../report.js';
import { runLabel, shortRunId } from '../saved/describe-saved-run.js';
import { reportOfSavedRun, type SavedRun } from '../saved/saved-run.js';
import { stormStarts } from '../storm-starts.js';
import { comparisonWarnings } from './comparison-warnings.js';

/** One run of a side. */
export interface ComparedReport {
  readonly runId: string;
  /** RFC 3339, the clock of the machine that ran it. */
  readonly createdAt: string;
  /** As much of its id as tells it from others. */
  readonly shortId: string;
  /** The same with when it was. */
  readonly label: string;
  readonly report: Report;
  /** Of all due, from the first creation of the minute to usable: ascending, Infinity for what never was. */
  readonly latenciesMs: Float64Array;
  /** Percentiles of those, in the order of `COMPARED_PERCENTILES`. */
  readonly percentilesMs: readonly number[];
  /** How many provisioners the storm had to itself; `null`: none was seen to limit it. */
  readonly provisioners: number | null;
}

/** What is compared with the other. */
export interface ComparisonSide {
  readonly name: 'A' | 'B';
  readonly runs: readonly ComparedReport[];
}

/** Two sides of runs with how they differ; what every format of it is rendered from. */
export interface ComparisonReport {
  readonly sides: readonly [ComparisonSide, ComparisonSide];
  readonly method: ComparisonMethod;
  /** One for each of the compared percentiles, B minus A. */
  readonly differences: readonly Difference[];
  /** What the method cannot see, in a sentence. */
  readonly caveat: string;
  /** What to know before believing it, a sentence each. */
  readonly warnings: readonly string[];
  /** How much slower B may be, and whether it is; empty when that was not asked. */
  readonly regressions: readonly ThresholdVerdict[];
  /** What the draws were made from. */
  readonly seed: string;
  /** Of the version that compared. */
  readonly nineamVersion: string;
}

export interface ComparisonOptions {
  readonly limits: readonly RegressionLimit[];
  readonly seed: string;
  readonly nineamVersion: string;
}

/**
 * Compares two sides of saved runs. The same input gives an equal comparison.
 * @throws RangeError where `sidesProblem` finds one.
 */
export function makeComparison(
  first: readonly SavedRun[],
  second: readonly SavedRun[],
  { limits, seed, nineamVersion }: ComparisonOptions,
): ComparisonReport {
  const sides = [side('A', first), side('B', second)] as const;
  const [ones, others] = sides.map(({ runs }) =>
    runs.map(({ label, report, provisioners }) => ({
      label,
      starts: stormStarts(report.results),
      provisioners,
    })),
  );
  const compared = compareStorms(ones ?? [], others ?? [], seededDraws(seed));
  return {
    sides,
    ...compared,
    warnings: comparisonWarnings(sides),
    regressions: evaluateRegressions(limits, compared.differences),
    seed,
    nineamVersion,
  };
}

function side(name: ComparisonSide['name'], runs: readonly SavedRun[]): ComparisonSide {
  return { name, runs: runs.map(comparedReport) };
}

function comparedReport(saved: SavedRun): ComparedReport {
  const report = reportOfSavedRun(saved);
  const latenciesMs = latenciesAfterFirst(stormStarts(report.results));
  return {
    runId: saved.runId,
    createdAt: saved.createdAt,
    shortId: shortRunId(saved.runId),
    label: runLabel(saved),
    report,
    latenciesMs,
    percentilesMs: COMPARED_PERCENTILES.map((p) => reached(latenciesMs, p)),
    provisioners: provisionersOf(report),
  };
}

/** Where jobs waited while none of the storm's was worked on, others had the provisioners: then the most that ever were. */
function provisionersOf({ analysis: { provisioners } }: Report): number | null {
  const { effective, busiest } = provisioners;
  return effective === 0 ? Math.max(1, busiest) : effective;
}
