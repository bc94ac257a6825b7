/** One look at a server's clock. */
export interface ClockObservation {
  /** Our time just before the request was sent, in milliseconds since the epoch. */
  readonly sentMs: number;
  /** Our time, by the same clock, when the answer had come. */
  readonly receivedMs: number;
  /** What the server's clock showed at some instant between them, in microseconds since the epoch. */
  readonly serverUs: number;
  /**
   * How far the server's clock may have been past `serverUs`, because the text it comes from was cut: 1 µs for a
   * database's timestamps, 1,000,000 for an HTTP `Date`. Default: 1.
   */
  readonly resolutionUs?: number;
}

/** How far a server's clock is ahead of ours. */
export interface ClockOffsetEstimate {
  /** The server's time minus ours. */
  readonly offsetMs: number;
  /** The true offset lies within `offsetMs` ± this; in a disagreement, those of both clocks do. */
  readonly uncertaintyMs: number;
  /** How many observations it rests on. */
  readonly samples: number;
  /**
   * 0 when one offset explains all observations. Otherwise the clocks that answered (replicas, or one that was set
   * meanwhile) differ by this at least.
   */
  readonly disagreementMs: number;
}

interface Interval {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * Estimates the offset of a server's clock from timestamps that it made between our sending a request and receiving
 * the answer. Each observation bounds the offset from both sides, whatever the network did; together they bound it
 * by the intersection. Meant for some minutes: over hours, clocks drift, which looks like a disagreement.
 */
export class ClockOffset {
  /** The observations that bound the offset most tightly from below and from above. */
  #highestLow: Interval = { lowMs: -Infinity, highMs: Infinity };
  #lowestHigh: Interval = { lowMs: -Infinity, highMs: Infinity };
  #samples = 0;

  /** @throws RangeError if a number is not finite, or the answer came before the request. */
  observe(observation: ClockObservation): void {
    const { sentMs, receivedMs, serverUs, resolutionUs = 1 } = observation;
    const lowMs = serverUs / 1000 - receivedMs;
    const highMs = (serverUs + resolutionUs) / 1000 - sentMs;
    if (!(Number.isFinite(lowMs) && Number.isFinite(highMs) && sentMs <= receivedMs && resolutionUs >= 0)) {
      throw new RangeError(
        `no observation of a clock: sent ${sentMs} ms, received ${receivedMs} ms, server ${serverUs} µs`,
      );
    }
    if (lowMs > this.#highestLow.lowMs) this.#highestLow = { lowMs, highMs };
    if (highMs < this.#lowestHigh.highMs) this.#lowestHigh = { lowMs, highMs };
    this.#samples += 1;
  }

  /** What the observations so far say; `undefined` when there is none. */
  estimate(): ClockOffsetEstimate | undefined {
    if (this.#samples === 0) return undefined;
    const disagreementMs = Math.max(0, this.#highestLow.lowMs - this.#lowestHigh.highMs);
    const [lowMs, highMs] =
      disagreementMs === 0
        ? [this.#highestLow.lowMs, this.#lowestHigh.highMs]
        : [this.#lowestHigh.lowMs, this.#highestLow.highMs];
    return {
      offsetMs: (lowMs + highMs) / 2,
      uncertaintyMs: (highMs - lowMs) / 2,
      samples: this.#samples,
      disagreementMs,
    };
  }
}
