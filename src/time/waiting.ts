import type { Clock } from './clock.js';
import { onAbort } from './on-abort.js';

/**
 * Waits for `ms` milliseconds of `clock`; never ends synchronously, even for 0 or less.
 *
 * @throws The signal's reason as soon as it is aborted.
 */
export async function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let cancel = (): void => {};
  const waking = new Promise<void>((resolve) => {
    cancel = clock.schedule(clock.nowMs() + ms, resolve);
  });
  try {
    await (signal === undefined ? waking : abortable(waking, signal));
  } finally {
    cancel();
  }
}

/**
 * Runs `work` with a signal of its own that is aborted with `expired()` when `limitMs` has passed on `clock`, or with
 * the parent's reason when `parent` is aborted first. The work is never left behind: this waits until it has ended,
 * so the work must honor its signal (see {@link abortable}). A result is returned even if it comes after the abort.
 *
 * @param limitMs - `Infinity` for no limit.
 * @throws What the work throws; once its signal is aborted, the reason of that instead.
 */
export async function withDeadline<T>(
  clock: Clock,
  limitMs: number,
  parent: AbortSignal,
  expired: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const child = new AbortController();
  const disarm = clock.schedule(clock.nowMs() + limitMs, () => child.abort(expired()));
  const unfollow = onAbort(parent, () => child.abort(parent.reason));
  try {
    return await work(child.signal);
  } catch (error) {
    child.signal.throwIfAborted();
    throw error;
  } finally {
    disarm();
    unfollow();
  }
}

/**
 * The promise's own result, or the signal's reason if that is aborted first. For promises that cannot be cancelled:
 * what is behind them goes on, unheard. Work that takes a signal should get the signal instead.
 *
 * @throws What the promise rejects with, or the signal's reason.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    // A signal carries an Error as its reason: a rule of the house, and what Node does by default.
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    const unlisten = onAbort(signal, stop);
    promise.then(resolve, reject).finally(unlisten);
  });
}
