import { percentileOf } from '../../stats/index.js';
import type { StartTimes } from './start-times.js';

/** What a storm is compared by. `queue`: created to started; `total`: first creation to completed. */
export const STORM_FIGURES = [
  'queue p50',
  'queue p95',
  'queue p99',
  'queue drained',
  'total p50',
  'total p95',
  'total p99',
  'total drained',
] as const;

export type StormFigure = (typeof STORM_FIGURES)[number];

/**
 * The figures of one storm in microseconds; percentiles by nearest rank. The queue is drained when the last job starts,
 * the whole when the last one ends, both counted from the first creation. A start recorded before its creation has
 * waited for nothing.
 * @throws RangeError for a storm without starts.
 */
export function stormFigures(starts: readonly StartTimes[]): Readonly<Record<StormFigure, number>> {
  const queue = starts.map(({ createdUs, startedUs }) => Math.max(0, startedUs - createdUs));
  const started = starts.map(({ startedUs }) => startedUs);
  const total = starts.map(({ completedUs }) => completedUs);
  return {
    'queue p50': figure(queue, 0.5),
    'queue p95': figure(queue, 0.95),
    'queue p99': figure(queue, 0.99),
    'queue drained': figure(started, 1),
    'total p50': figure(total, 0.5),
    'total p95': figure(total, 0.95),
    'total p99': figure(total, 0.99),
    'total drained': figure(total, 1),
  };
}

function figure(us: readonly number[], p: number): number {
  const value = percentileOf(us, p);
  if (value === null) throw new RangeError('a storm without starts has no figures');
  return value;
}
