/**
 * Time as everybody gets it: handed in, never taken from the process. Times are milliseconds since the Unix epoch
 * and may have a fraction. A run carries two clocks, the deployment's and the real one; see ARCHITECTURE.md.
 */
export interface Clock {
  /** The present; never less than at an earlier call. */
  nowMs(): number;

  /**
   * Calls `fn` once, when the clock has reached `atMs`: never earlier, and never before `schedule` has returned.
   * Timers fire in the order of their times, equal times in the order of scheduling. A past time counts as the
   * present; `Infinity` never comes.
   *
   * @returns A function that cancels the timer; without effect once it has fired.
   * @throws RangeError if `atMs` is not a number.
   */
  schedule(atMs: number, fn: () => void): () => void;
}
