import { TimeoutError } from '../storm/index.js';
import { type Clock, withDeadline } from '../time/index.js';

/** Runs a cleanup, limited when asked for. @throws TimeoutError when the limit passes. */
export function withCleanupLimit<T>(
  clock: Clock,
  limitMs: number | null,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (limitMs === null) return work(signal);
  const expired = (): Error =>
    new TimeoutError(
      'cleanup took longer than --cleanup-timeout',
      'cleanup',
      limitMs,
      'run `nineam cleanup` again',
    );
  return withDeadline(clock, limitMs, signal, expired, work);
}
