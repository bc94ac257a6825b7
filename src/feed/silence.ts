/** What {@link Silence} needs to know of the builds that are due. Times are milliseconds on the real clock. */
export interface DueSummary {
  /** When the oldest of them became due. */
  readonly oldestMs: number;
  /** The latest scheduled minute among them; `null` when none is part of a storm. */
  readonly waveMs: number | null;
}

/**
 * Multiples of the interval (5 s) between readings. A wave cannot speak before the executor's tick (up to a minute)
 * and a build's time have passed, so the first silence after its minute means little.
 */
const SHORTEST = 1.5;
const LONGEST = 6;
const CAP = 24;
/** Messages at random times leave a gap of so many mean gaps once in 3,000 messages. */
const MEAN_GAPS = 8;
/** Weight of the newest gap in the mean. */
const GAP_WEIGHT = 0.1;

/**
 * Decides when silence is long enough to ask the server. Silence counts from the last message, and from when
 * something was due. While messages come at a steady pace, it has to be long against that pace: a lost one can wait
 * until the others stop. Every question that finds nothing doubles the wait for the next.
 */
export class Silence {
  #heardMs: number;
  #askedMs = Number.NEGATIVE_INFINITY;
  #fruitless = 0;
  #meanGapMs = 0;

  constructor(connectedMs: number) {
    this.#heardMs = connectedMs;
  }

  /** A connection has been made: nothing can have been heard before. */
  connected(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#fruitless = 0;
  }

  /** A message has come. */
  heard(nowMs: number, intervalMs: number): void {
    const gapMs = Math.min(nowMs - this.#heardMs, LONGEST * intervalMs);
    this.#meanGapMs += GAP_WEIGHT * (gapMs - this.#meanGapMs);
    this.#heardMs = nowMs;
    this.#fruitless = 0;
  }

  /** The server has been asked, or could not be. */
  asked(nowMs: number, found: boolean): void {
    this.#askedMs = nowMs;
    this.#fruitless = found ? 0 : this.#fruitless + 1;
  }

  /** When to ask next, unless a message comes first. */
  nextMs(due: DueSummary, intervalMs: number): number {
    const unspoken = due.waveMs !== null && due.waveMs > this.#heardMs;
    const sinceMs = unspoken ? due.waveMs : Math.max(this.#heardMs, due.oldestMs);
    const paceMs = Math.max(SHORTEST * intervalMs, MEAN_GAPS * this.#meanGapMs);
    const waitMs = unspoken ? LONGEST * intervalMs : Math.min(LONGEST * intervalMs, paceMs);
    const doublings = this.#askedMs >= sinceMs ? this.#fruitless : 0;
    return Math.max(sinceMs, this.#askedMs) + Math.min(CAP * intervalMs, waitMs * 2 ** doublings);
  }
}
