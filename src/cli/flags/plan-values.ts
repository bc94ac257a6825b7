import { SWEEP_INPUTS, type SweepAxis, type SweepInput } from '../../plan/index.js';
import type { PlanMetric } from '../../report/index.js';
import { parseThreshold } from '../../thresholds/index.js';
import { parseGoDurationMs } from '../../time/index.js';

/** Points of one axis. */
const MOST_VALUES = 200;
const DAY_MS = 86_400_000;

/**
 * Minutes after midnight of `9:00` or `09:00`.
 * @throws Error whose message completes the sentence "--due-at …".
 */
export function parseTimeOfDay(text: string): number {
  const [, hour = '', minute = ''] = /^(\d?\d):(\d\d)$/.exec(text.trim()) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) {
    throw new Error(`must be a time of day such as 09:00, got '${text}'`);
  }
  return Number(hour) * 60 + Number(minute);
}

/**
 * Milliseconds of `14d`, or of a duration in Go's spelling.
 * @throws Error whose message completes the sentence "--since …".
 */
export function parseSince(text: string): number {
  const days = /^(\d{1,4})d$/.exec(text);
  try {
    const ms = days === null ? parseGoDurationMs(text) : Number(days[1]) * DAY_MS;
    if (ms > 0) return ms;
  } catch {
    // Told below.
  }
  throw new Error(`must be a time above zero such as 14d or 336h, got '${text}'`);
}

/**
 * A latency and a percentile in the words of thresholds: `ready_worst_p95`, `queue_max`.
 * @throws Error whose message completes the sentence "--metric …".
 */
export function parseMetric(text: string): PlanMetric {
  const threshold = parseThreshold(`${text}<1h`);
  if (threshold.kind === 'latency') {
    const { family, p } = threshold;
    const percentile = PERCENTILES.get(p);
    if (percentile !== undefined) return { latency: family, percentile };
  }
  throw new Error(`must be a latency with p50, p95, p99 or max, e.g. ready_worst_p95, got '${text}'`);
}

const PERCENTILES: ReadonlyMap<number, PlanMetric['percentile']> = new Map([
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
  [1, 'max'],
] as const);

/**
 * One side of a sweep: `provisioners=50..200:25` or `failure_rate=0,0.01,0.05`.
 * @throws Error whose message completes the sentence "--rows …".
 */
export function parseAxis(text: string): SweepAxis {
  const at = text.indexOf('=');
  const input = SWEEP_INPUTS.find((one): one is SweepInput => one === text.slice(0, at));
  if (at < 1 || input === undefined) {
    throw new Error(`must be <input>=<values>, with an input of ${SWEEP_INPUTS.join(', ')}, got '${text}'`);
  }
  const values = parseValues(text.slice(at + 1));
  if (WHOLE.has(input) && !values.every(Number.isInteger)) {
    throw new Error(`must have whole numbers of ${input}, got '${text}'`);
  }
  if (input === 'failure_rate' && values.some((value) => value > 1)) {
    throw new Error(`must have shares from 0 to 1, e.g. failure_rate=0,0.05, got '${text}'`);
  }
  return { input, values };
}

const WHOLE: ReadonlySet<SweepInput> = new Set([
  'provisioners',
  'workspaces',
  'replicas',
  'window_minutes',
  'queued_jobs',
]);

/**
 * Numbers as `50..200:25` (from, to, step) or `50,60,80`, ascending.
 * @throws Error whose message completes the sentence "--flag …".
 */
export function parseValues(text: string): readonly number[] {
  const range = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text);
  const values = range === null ? text.split(',').map(numberOf) : rangeOf(range, text);
  if (values.some((value) => !Number.isFinite(value))) {
    throw new Error(`must have numbers, as 50,60,80 or from..to:step, e.g. 50..200:25, got '${text}'`);
  }
  if (values.length > MOST_VALUES) throw new Error(`must have at most ${MOST_VALUES} values, got '${text}'`);
  if (values.some((value, i) => i > 0 && value <= (values[i - 1] ?? 0))) {
    throw new Error(`must have its values in ascending order, got '${text}'`);
  }
  return values;
}

function numberOf(text: string): number {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

function rangeOf([, from, to, step]: RegExpExecArray, text: string): readonly number[] {
  const [first, last, by] = [Number(from), Number(to), Number(step)];
  if (!(by > 0 && last >= first && (last - first) / by <= MOST_VALUES)) {
    throw new Error(`must go up from its first number in at most ${MOST_VALUES} steps, got '${text}'`);
  }
  const count = Math.floor((last - first) / by + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => Number((first + i * by).toFixed(6)));
}
