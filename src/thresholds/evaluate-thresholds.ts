import { percentileOf } from '../stats/index.js';
import { formatDurationMs } from '../time/index.js';
import { holds } from './comparisons.js';
import type { Measurements } from './measurements.js';
import { COUNTS, isOfAllDue, LATENCIES, type LatencyFamily } from './metrics.js';
import type { CountThreshold, LatencyThreshold, Threshold } from './threshold.js';
import type { ThresholdVerdict } from './verdict.js';

/** Percentages have up to six decimals, so that in these units they are whole and compare exactly. */
const UNITS_PER_PERCENT = 1e6;

/** Holds every threshold against what was measured, in the order given. What was not measured is never a pass. */
export function evaluateThresholds(
  thresholds: readonly Threshold[],
  measurements: Measurements,
): ThresholdVerdict[] {
  return thresholds.map((threshold) =>
    threshold.kind === 'latency'
      ? evaluateLatency(threshold, measurements)
      : evaluateCount(threshold, measurements),
  );
}

function evaluateLatency(threshold: LatencyThreshold, measurements: Measurements): ThresholdVerdict {
  const { text, family, p, comparison, limitMs } = threshold;
  const samples = measurements.latenciesMs[family];
  const measured = percentileOf(samples, p);
  if (measured === null) return notEvaluated(threshold, LATENCIES[family].absent);
  if (measured === Number.POSITIVE_INFINITY) {
    // Also where the threshold asks for more than its limit: what never happened took no time at all.
    const why = isOfAllDue(family) ? becameUsable(measurements) : gotThrough(samples, family);
    return { text, threshold, status: 'crossed', measured, measuredText: `not reached${why}` };
  }
  return {
    text,
    threshold,
    status: holds(measured, comparison, limitMs) ? 'passed' : 'crossed',
    measured,
    measuredText: durationBeside(measured, limitMs),
  };
}

function evaluateCount(threshold: CountThreshold, measurements: Measurements): ThresholdVerdict {
  const { text, metric, comparison, limit } = threshold;
  const count = measurements.counts[metric];
  const { of } = COUNTS[metric];
  const all = of === 'due' ? measurements.due : measurements.askedFor;
  if (all === 0)
    return notEvaluated(threshold, of === 'due' ? 'no workspace was due' : 'no workspace was asked for');
  const parts = `${count} of ${all}`;
  if (limit.unit === 'workspaces') {
    const status = holds(count, comparison, limit.value) ? 'passed' : 'crossed';
    return { text, threshold, status, measured: count, measuredText: parts };
  }
  const limitUnits = Math.round(limit.value * UNITS_PER_PERCENT) * all;
  const side = Math.sign(count * 100 * UNITS_PER_PERCENT - limitUnits);
  // As many decimals as it takes to show on which side of the limit the share is.
  const shown = [1, 2, 3, 4, 5, 6].map((digits) => percentCut(count, all, digits));
  const told = shown.find(
    (one) => Math.sign(Math.round(one * UNITS_PER_PERCENT) * all - limitUnits) === side,
  );
  return {
    text,
    threshold,
    status: holds(side, comparison, 0) ? 'passed' : 'crossed',
    measured: count / all,
    measuredText: `${decimal(told ?? percentCut(count, all, 6))} % (${parts})`,
  };
}

function notEvaluated(threshold: Threshold, why: string): ThresholdVerdict {
  return { text: threshold.text, threshold, status: 'not_evaluated', measured: null, measuredText: why };
}

function becameUsable({ counts, due }: Measurements): string {
  return due === 0 ? '' : ` (${percentCut(counts.usable, due, 0)} % became usable)`;
}

function gotThrough(samples: readonly number[] | Float64Array, family: LatencyFamily): string {
  return ` (${Array.from(samples).filter(Number.isFinite).length} of ${samples.length} got through the ${family} phase)`;
}

/** To a hundredth of a second, unless that would put it on the other side of the limit. */
function durationBeside(ms: number, limitMs: number): string {
  const rounded = Math.round(ms / 10) * 10;
  const sameSide = Math.sign(rounded - limitMs) === Math.sign(ms - limitMs);
  return formatDurationMs(sameSide ? rounded : ms);
}

/** Cut, not rounded: 1,999 of 2,000 is never shown as all of them. */
function percentCut(part: number, whole: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.floor((part * 100 * scale) / whole) / scale;
}

/** With one decimal at least. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
