import type { RequestRecord } from '../../codersdk/index.js';

/** How far back requests are looked at, in real time. */
const WINDOW_MS = 60_000;
/** Of a busy minute the latest of these: enough for any percentile that is asked for. */
const MOST_REQUESTS = 10_000;

interface Seen {
  readonly atMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
}

/** What the requests of the last minute came to. */
export interface RecentRequests {
  readonly durationsMs: readonly number[];
  readonly errors: number;
}

/**
 * The requests of the last minute, each try for itself. An error is 429, 5xx or no answer; other refusals are part of
 * how a deployment is talked to, such as 404 to the question whether something exists. What we gave up ourselves is
 * left out.
 */
export class RequestWindow {
  #seen: Seen[] = [];

  add({ status, durationMs, canceled }: RequestRecord, nowMs: number): void {
    if (canceled) return;
    const isError = status === null || status === 429 || status >= 500;
    this.#seen.push({ atMs: nowMs, durationMs, isError });
    if (this.#seen.length > 2 * MOST_REQUESTS) this.#seen = this.#seen.slice(-MOST_REQUESTS);
  }

  recent(nowMs: number): RecentRequests {
    this.#seen = this.#seen.slice(-MOST_REQUESTS).filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    return {
      durationsMs: this.#seen.map(({ durationMs }) => durationMs),
      errors: this.#seen.filter(({ isError }) => isError).length,
    };
  }
}
