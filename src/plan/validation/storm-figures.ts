import { percentileOf } from '../../stats/index.js';
import type { StormStart } from './storm-start.js';

/**
 * What a storm is compared by. `queue`: created to started, of all that were created; `total`: first creation to
 * completed, of all that were due.
 */
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

/** First creation to usable, of all that were due: where agents are waited for it differs from `total`. */
export const USABLE_FIGURES = ['usable p50', 'usable p95', 'usable p99'] as const;

export type StormFigure = (typeof STORM_FIGURES)[number] | (typeof USABLE_FIGURES)[number];

/**
 * The figures of one storm in microseconds; percentiles by nearest rank, in which a start that was given up, did not end
 * or was never created ranks as Infinity; one that failed took its time like others. The queue is drained when the last
 * job leaves it, the whole when the last one ends, both counted from the first creation. A start recorded before its
 * creation has waited for nothing.
 * @param starts - Counted from the first creation.
 */
export function stormFigures(starts: readonly StormStart[]): Readonly<Record<StormFigure, number>> {
  const created = starts.filter(({ end }) => end !== 'missed');
  const queue = created.map(({ createdUs, startedUs }) => Math.max(0, startedUs - createdUs));
  const left = created.map(({ endedUs, startedUs }) => Math.min(startedUs, endedUs));
  const total = starts.map(completedUs);
  const usable = starts.map(({ usableUs }) => usableUs);
  return {
    'queue p50': figure(queue, 0.5),
    'queue p95': figure(queue, 0.95),
    'queue p99': figure(queue, 0.99),
    'queue drained': figure(left, 1),
    'total p50': figure(total, 0.5),
    'total p95': figure(total, 0.95),
    'total p99': figure(total, 0.99),
    'total drained': figure(
      created.map(({ endedUs }) => endedUs),
      1,
    ),
    'usable p50': figure(usable, 0.5),
    'usable p95': figure(usable, 0.95),
    'usable p99': figure(usable, 0.99),
  };
}

/** When a provisioner completed a start, well or not; Infinity where none did. */
export function completedUs({ end, endedUs }: StormStart): number {
  return end === 'succeeded' || end === 'failed' ? endedUs : Number.POSITIVE_INFINITY;
}

function figure(us: readonly number[], p: number): number {
  return percentileOf(us, p) ?? Number.POSITIVE_INFINITY;
}
