import { type LatencyTarget, provisionersFor, type StormStart } from '../analysis/index.js';
import { type LatencyThreshold, parseThreshold, type ThresholdVerdict } from '../thresholds/index.js';
import { EXECUTOR_INTERVAL_MS } from './threshold-measurements.js';

/** A limit that must be kept below, not met: the least that latencies can stay below it. */
const MICROSECOND_MS = 0.001;

/**
 * How many provisioners would have met each limit for the latency of all due, by a replay of the storm's own builds,
 * a sentence each, and last how far the replay can be trusted; none where no such limit was given.
 */
export function whatIf(
  starts: readonly StormStart[],
  thresholds: readonly ThresholdVerdict[],
): readonly string[] {
  const answers = thresholds.flatMap(({ text }) => {
    const target = targetOf(text);
    if (target === null) return [];
    const [answer, ...basis] = provisionersFor(starts, target).sentences;
    return answer === undefined ? [] : [{ sentence: `For ${text}: ${answer}`, basis }];
  });
  // The replay is one and the same; what it rests on is said once.
  return [...answers.map(({ sentence }) => sentence), ...(answers[0]?.basis ?? [])];
}

function targetOf(text: string): LatencyTarget | null {
  const threshold = parseThreshold(text);
  if (threshold.kind !== 'latency') return null;
  const below = limitBelow(threshold);
  if (below === null) return null;
  const { p } = threshold;
  switch (threshold.family) {
    case 'ready':
      return { p, limitMs: below, countedFrom: 'scheduled' };
    case 'ready_after_first':
      return { p, limitMs: below, countedFrom: 'first_creation' };
    case 'ready_worst':
      return { p, limitMs: below - EXECUTOR_INTERVAL_MS, countedFrom: 'first_creation' };
    default:
      return null;
  }
}

function limitBelow({ comparison, limitMs }: LatencyThreshold): number | null {
  if (comparison === '<') return limitMs - MICROSECOND_MS;
  return comparison === '<=' ? limitMs : null;
}
