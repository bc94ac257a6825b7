import type { BuildExpectation } from '../collect/index.js';
import { FEW } from './open-builds.js';

/** First and longest wait between two readings of one build, in intervals; the wait doubles in between. */
const FIRST_WAIT = 6;
const LONGEST_WAIT = 24;

interface Age {
  readonly seenMs: number;
  waitMs: number;
  nextMs: number;
}

/**
 * Finds the builds that exist and have been waited for so long that their updates may have been lost, although other
 * updates keep coming: set-up would stall on them. Builds of a storm are left out: all of them wait long, and what
 * was lost among them can wait until the others are through.
 */
export class Overdue {
  readonly #ages = new WeakMap<BuildExpectation, Age>();
  #nextRoundMs = Number.NEGATIVE_INFINITY;

  /** When the build became due: its scheduled minute, or when it was first seen here. */
  sinceMs(expectation: BuildExpectation, nowMs: number, intervalMs: number): number {
    return expectation.notBeforeRealMs ?? this.#age(expectation, nowMs, intervalMs).seenMs;
  }

  /** Those to be read now, the longest waiting first, at most {@link FEW}; none within the interval of a round before. */
  take(due: readonly BuildExpectation[], nowMs: number, intervalMs: number): BuildExpectation[] {
    if (nowMs < this.#nextRoundMs) {
      return [];
    }
    const overdue: BuildExpectation[] = [];
    for (const expectation of due) {
      const existing = expectation.notBeforeRealMs === undefined;
      if (existing && overdue.length < FEW && this.#age(expectation, nowMs, intervalMs).nextMs <= nowMs) {
        overdue.push(expectation);
      }
    }
    if (overdue.length > 0) {
      this.#nextRoundMs = nowMs + FIRST_WAIT * intervalMs;
    }
    return overdue;
  }

  /** Notes that the builds have been read, and had not ended. */
  read(due: readonly BuildExpectation[], nowMs: number, intervalMs: number): void {
    for (const expectation of due) {
      const age = this.#age(expectation, nowMs, intervalMs);
      age.waitMs = Math.min(LONGEST_WAIT * intervalMs, age.waitMs * 2);
      age.nextMs = nowMs + age.waitMs;
    }
  }

  #age(expectation: BuildExpectation, nowMs: number, intervalMs: number): Age {
    let age = this.#ages.get(expectation);
    if (age === undefined) {
      const waitMs = FIRST_WAIT * intervalMs;
      age = { seenMs: nowMs, waitMs, nextMs: nowMs + waitMs };
      this.#ages.set(expectation, age);
    }
    return age;
  }
}
