import type { Clock } from '../../time/index.js';
import { onAbort } from '../../time/index.js';

/** Waits for something without that time being counted. */
export type Uncounted = <R>(wait: () => Promise<R>) => Promise<R>;

/**
 * Runs `work` as `withDeadline` does, but the limit stands still while the work waits for its turn: with many more
 * workers than turns, the limit says how long one may work, not how many there are.
 *
 * | state | what ends it |
 * |---|---|
 * | counting | the limit has passed: the work's signal is aborted with `expired()` |
 * | | the work waits `uncounted`: standing still |
 * | standing still | the wait has ended, in whichever way: counting what is left |
 *
 * @param limitMs - `Infinity` for no limit.
 * @param work - Gets its signal, and the function that waits uncounted: one wait at a time.
 * @throws What the work throws; once its signal is aborted, the reason of that instead.
 */
export async function withWorkLimit<T>(
  clock: Clock,
  limitMs: number,
  parent: AbortSignal,
  expired: () => Error,
  work: (signal: AbortSignal, uncounted: Uncounted) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const child = new AbortController();
  let leftMs = limitMs;
  let sinceMs = 0;
  let disarm = () => {};
  const count = () => {
    sinceMs = clock.nowMs();
    disarm = clock.schedule(sinceMs + leftMs, () => child.abort(expired()));
  };
  const uncounted: Uncounted = async (wait) => {
    disarm();
    leftMs -= clock.nowMs() - sinceMs;
    try {
      return await wait();
    } finally {
      count();
    }
  };
  const unfollow = onAbort(parent, () => child.abort(parent.reason));
  count();
  try {
    return await work(child.signal, uncounted);
  } catch (error) {
    child.signal.throwIfAborted();
    throw error;
  } finally {
    disarm();
    unfollow();
  }
}
