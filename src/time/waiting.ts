import type { Clock } from './clock.js';

/**
 * Waits for `ms` milliseconds of `clock`; at least for the next turn of the event loop.
 *
 * @throws The signal's reason as soon as it is aborted.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const stop = () => {
      cancel();
      if (signal !== undefined) reject(reasonOf(signal));
    };
    const cancel = clock.schedule(clock.nowMs() + ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
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
  const follow = () => child.abort(parent.reason);
  const disarm = clock.schedule(clock.nowMs() + limitMs, () => child.abort(expired()));
  parent.addEventListener('abort', follow, { once: true });
  try {
    return await work(child.signal);
  } catch (error) {
    child.signal.throwIfAborted();
    throw error;
  } finally {
    disarm();
    parent.removeEventListener('abort', follow);
  }
}

/**
 * The promise's own result, or the signal's reason if that is aborted first. For promises of others that cannot be
 * cancelled: what they do goes on, unheard. Where the work takes a signal, hand it the signal instead.
 *
 * @throws What the promise rejects with, or the signal's reason.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(reasonOf(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const settled = () => signal.removeEventListener('abort', stop);
    promise.then(
      (value) => {
        settled();
        resolve(value);
      },
      (error: Error) => {
        settled();
        reject(error);
      },
    );
  });
}

/** A signal carries an Error as its reason; that is a rule of the house, and what Node does by default. */
function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error;
}
