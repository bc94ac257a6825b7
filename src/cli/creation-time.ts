import { type Distribution, meanOf } from '../stats/index.js';

/** Workspaces that the executor of a replica works on at a time, and how much longer than usual its slow ones take. */
const EXECUTOR_SLOTS = 10;
const SLOW_CREATION = 2;

/** How long one creation takes when ten at a time give so many a second; microseconds. */
export function creationAt(perSecond: number): Distribution {
  const meanUs = (EXECUTOR_SLOTS * 1e6) / perSecond;
  const p50 = meanUs / meanOf({ kind: 'lognormal', p50: 1, p95: SLOW_CREATION });
  return { kind: 'lognormal', p50, p95: p50 * SLOW_CREATION };
}
