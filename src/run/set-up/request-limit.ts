/** One answer to a request of the set-up, or its absence. Times are real milliseconds. */
export interface SetUpAnswer {
  /** What was asked for, without identifiers: requests of one route are alike. */
  readonly route: string;
  readonly sentMs: number;
  readonly durationMs: number;
  /** `null`: no answer. */
  readonly status: number | null;
  /** Whether as many were in flight as the limit allows: otherwise the answer says nothing about a higher one. */
  readonly atLimit: boolean;
}

/** Why fewer requests may be in flight than before. */
export type Overload =
  | { readonly kind: 'rate_limited' | 'unavailable' }
  /** @param factor - How many times as long as at best the requests took. */
  | { readonly kind: 'slow'; readonly factor: number };

const FIRST_LIMIT = 4;
/** Fewer answers than this are too few to judge by. */
const SHORTEST_ROUND = 8;
/** What is answered faster is felt as at once (Miller 1968), however much faster it was before. */
const UNNOTICED_MS = 100;
/** Of a round, without an answer: less than that are accidents. */
const UNAVAILABLE_SHARE = 0.25;
/** A request that takes twice as long as at best waits for as long as it works. */
const TOLERATED_FACTOR = 2;

/**
 * How many requests of the set-up may be in flight at once, decided by the answers alone. Answers are judged in rounds
 * of as many as may be in flight; those to requests sent before the limit last changed say nothing about it and are
 * left out, so that one event lowers it once.
 *
 * | state | a round at the limit, not slower | a round that is slower | 429; no answer, 502, 503 or 504 to a quarter of a round |
 * |---|---|---|---|
 * | climbing, from 4 | doubles | as much lower as it was slower, at most by half; holding | half; holding |
 * | holding | √limit more | the same | half |
 *
 * Never below 1, never above the ceiling. Sources: slow start and one decrease per round trip, Jacobson 1988; additive
 * increase and multiplicative decrease, Chiu and Jain 1989; latency against the best seen as the sign of a queue, TCP
 * Vegas, Brakmo and Peterson 1995; √limit as the step is the allowance for a queue that Netflix gives its limits
 * (2018). What a limit must be lowered to follows from Little's law: where requests take n times as long as at best,
 * all but one in n only wait, and nothing is lost without them.
 *
 * Why each sign means overload: 429 is somebody's limit, reached; 502, 503, 504 or no answer at all is a server, or
 * what stands in front of it, that has no worker left (once in a while it is an accident, and no sign); latency above
 * the best of the same route is time spent waiting.
 * Latency up to 100 ms is nobody's trouble and is let pass. 500 is a defect, not a load. A refusal by a rate limit
 * speaks for one user and path (Coder API contract, rate limits), so the others go on meanwhile, at half the number;
 * the refused request itself waits as long as `Retry-After` says, and keeps its place.
 *
 * With one request in flight none of ours waits for another, so what it takes then is the best there is: it replaces
 * the best seen, and a deployment that has become slower for other reasons does not hold the set-up at one for good.
 */
export class RequestLimit {
  readonly #ceiling: number;
  readonly #bestMs = new Map<string, number>();
  #limit: number;
  #climbing = true;
  #changedMs = Number.NEGATIVE_INFINITY;
  #round: SetUpAnswer[] = [];
  #unavailable = 0;

  /** @param ceiling - A whole number from 1. */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(FIRST_LIMIT, ceiling);
  }

  /** How many may be in flight. */
  get limit(): number {
    return this.#limit;
  }

  /** Takes an answer into account. @returns Why the limit was lowered, where it was. */
  observe(answer: SetUpAnswer): Overload | null {
    if (answer.sentMs <= this.#changedMs) return null;
    const roundLength = Math.max(this.#limit, SHORTEST_ROUND);
    if (answer.status === 429) return this.#halve('rate_limited', answer);
    if (isUnavailable(answer.status)) {
      this.#unavailable += 1;
      if (this.#unavailable >= roundLength * UNAVAILABLE_SHARE) return this.#halve('unavailable', answer);
    } else {
      const bestMs = this.#bestMs.get(answer.route) ?? Number.POSITIVE_INFINITY;
      this.#bestMs.set(answer.route, Math.min(bestMs, answer.durationMs));
      this.#round.push(answer);
    }
    return this.#round.length + this.#unavailable < roundLength ? null : this.#judge(answer);
  }

  #halve(kind: 'rate_limited' | 'unavailable', answer: SetUpAnswer): Overload | null {
    const canBeLowered = this.#limit > 1;
    this.#lower(this.#limit / 2, answer);
    return canBeLowered ? { kind } : null;
  }

  #judge(last: SetUpAnswer): Overload | null {
    const round = this.#round;
    this.#round = [];
    this.#unavailable = 0;
    if (this.#limit === 1) this.#learnBest(round);
    const factor = median(round.map((answer) => this.#slowness(answer)));
    if (factor > TOLERATED_FACTOR && this.#limit > 1) {
      this.#lower(Math.max(this.#limit / 2, (this.#limit * TOLERATED_FACTOR) / factor), last);
      return { kind: 'slow', factor };
    }
    if (factor <= TOLERATED_FACTOR && round.some(({ atLimit }) => atLimit)) this.#raise();
    return null;
  }

  #slowness({ route, durationMs }: SetUpAnswer): number {
    return durationMs <= UNNOTICED_MS ? 1 : durationMs / (this.#bestMs.get(route) ?? durationMs);
  }

  #learnBest(round: readonly SetUpAnswer[]): void {
    for (const { route } of round) this.#bestMs.delete(route);
    for (const { route, durationMs } of round)
      this.#bestMs.set(route, Math.min(durationMs, this.#bestMs.get(route) ?? durationMs));
  }

  #raise(): void {
    const step = this.#climbing ? this.#limit : Math.ceil(Math.sqrt(this.#limit));
    this.#limit = Math.min(this.#ceiling, this.#limit + step);
  }

  #lower(limit: number, { sentMs, durationMs }: SetUpAnswer): void {
    this.#limit = Math.max(1, Math.floor(limit));
    this.#climbing = false;
    this.#changedMs = sentMs + durationMs;
    this.#round = [];
    this.#unavailable = 0;
  }
}

function isUnavailable(status: number | null): boolean {
  return status === null || status === 502 || status === 503 || status === 504;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 1;
}
