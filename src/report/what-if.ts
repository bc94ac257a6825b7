import { firstCreations, type LatencyTarget, provisionersFor, type StormStart } from '../analysis/index.js';
import {
  type LatencyThreshold,
  parseThreshold,
  type Threshold,
  type ThresholdVerdict,
} from '../thresholds/index.js';
import { EXECUTOR_INTERVAL_MS } from './threshold-measurements.js';

/** What is asked of a run that was given no limit of its own: that people work within five minutes. */
const USUAL_LIMIT = 'ready_p95<=5m';

/** A limit that must be kept below, not met: the least that latencies can stay below it. */
const MICROSECOND_MS = 0.001;

interface Answer {
  readonly sentence: string;
  readonly basis: readonly string[];
}

/**
 * How many provisioners would have met each limit for the latency of all due, by a replay of the storm's own builds,
 * a sentence each, and last how far the replay can be trusted. Where no such limit was given, for a p95 of five minutes.
 */
export function whatIf(
  starts: readonly StormStart[],
  thresholds: readonly ThresholdVerdict[],
): readonly string[] {
  const answers = thresholds.flatMap(({ threshold }) => answered(starts, threshold, 'For'));
  if (answers.length === 0 && starts.length > 0)
    answers.push(...answered(starts, parseThreshold(USUAL_LIMIT), 'No limit was set; for'));
  // The replay is the same for limits on the same percentile: what is true of several is said once.
  return [...answers.map(({ sentence }) => sentence), ...new Set(answers.flatMap(({ basis }) => basis))];
}

function answered(starts: readonly StormStart[], threshold: Threshold | undefined, lead: string): Answer[] {
  const answer = threshold?.kind === 'latency' ? answerOf(starts, threshold) : null;
  return answer === null ? [] : [{ ...answer, sentence: `${lead} ${threshold?.text}: ${answer.sentence}` }];
}

function answerOf(starts: readonly StormStart[], threshold: LatencyThreshold): Answer | null {
  const limitMs = limitBelow(threshold);
  if (limitMs === null) return null;
  const target = { p: threshold.p, limitMs };
  switch (threshold.family) {
    case 'ready':
      return replayed(starts, { ...target, countedFrom: 'scheduled' });
    case 'ready_after_first':
      return replayed(starts, { ...target, countedFrom: 'first_creation' });
    case 'ready_worst': {
      if (limitMs <= EXECUTOR_INTERVAL_MS) return { sentence: TICK_ALONE, basis: [] };
      const { sentence, basis } = replayed(withWorstTicks(starts), { ...target, countedFrom: 'scheduled' });
      return { sentence: `${sentence} The longest tick delay is counted in.`, basis };
    }
    default:
      return null;
  }
}

const TICK_ALONE =
  `No number of provisioners can help: until the executor's tick alone up to ${EXECUTOR_INTERVAL_MS / 1000} s ` +
  'may go by, which is as long as the limit or longer.';

function replayed(starts: readonly StormStart[], target: LatencyTarget): Answer {
  const [sentence = '', ...basis] = provisionersFor(starts, target).sentences;
  return { sentence, basis };
}

/**
 * The same starts, scheduled so long before the first creation of their minute as a tick can take, or took if that was
 * longer: counted from there, latencies are those with the worst tick.
 */
function withWorstTicks(starts: readonly StormStart[]): readonly StormStart[] {
  const first = firstCreations(starts);
  return starts.map((start) => {
    const createdUs = first.get(start.scheduledUs);
    if (createdUs === undefined) return start;
    const scheduledUs = Math.min(start.scheduledUs, createdUs - EXECUTOR_INTERVAL_MS * 1000);
    const earlierUs = start.scheduledUs - scheduledUs;
    const censoredUs = start.censoredUs === null ? null : start.censoredUs + earlierUs;
    return { ...start, scheduledUs, censoredUs };
  });
}

function limitBelow({ comparison, limitMs }: LatencyThreshold): number | null {
  if (comparison === '<') return limitMs - MICROSECOND_MS;
  return comparison === '<=' ? limitMs : null;
}
