import { TimeoutError } from '../storm/index.js';
import { type Clock, withDeadline } from '../time/index.js';

const HINT =
  'see that provisioners are alive, since each delete waits for one, and run `nineam cleanup` again, with more time ' +
  'where there is much to remove; where no provisioner will come back, --orphan forgets workspaces without ' +
  'destroying what they run on';

/** Runs a cleanup, limited when asked for. @throws TimeoutError when the limit passes. */
export function withCleanupLimit<T>(
  clock: Clock,
  limitMs: number | null,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (limitMs === null) return work(signal);
  const expired = (): Error =>
    new TimeoutError('cleanup took longer than --cleanup-timeout', 'cleanup', limitMs, HINT);
  return withDeadline(clock, limitMs, signal, expired, work);
}
