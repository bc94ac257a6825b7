import { setMaxListeners } from 'node:events';

/**
 * Calls `listener` when `signal` is aborted; not when it has been already. Thousands of runners may listen to the one
 * signal of their run, so this also lifts the limit above which Node warns of a leak.
 *
 * @returns A function that removes the listener.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) return () => {};
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
