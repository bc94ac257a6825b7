/**
 * The time under which a timer for `atMs` is kept: a past time counts as the present, so that it takes its place
 * behind everything that is due already.
 *
 * @throws RangeError if `atMs` is not a number.
 */
export function dueTime(atMs: number, nowMs: number): number {
  if (Number.isNaN(atMs)) throw new RangeError('cannot schedule at NaN');
  return Math.max(atMs, nowMs);
}

/** Cancels a timer at `Infinity`, of which there is nothing to cancel. */
export function neverFires(): void {}
