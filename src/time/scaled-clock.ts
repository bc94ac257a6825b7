import type { Clock } from './clock.js';

/** How {@link ScaledClock} maps the time of its base clock. */
export interface ScaledClockOptions {
  /** Milliseconds of this clock in one millisecond of the base clock; above 0. */
  readonly scale: number;
  /** What this clock shows when the base clock shows `baseOriginMs`. */
  readonly originMs: number;
  /** In the base clock's time. Default: its present. */
  readonly baseOriginMs?: number;
}

/**
 * Another clock's time, sped up or slowed down: `originMs + (base.nowMs() - baseOriginMs) * scale`. Lateness is scaled
 * too: over a {@link SystemClock}, whose timers come up to a millisecond or so late, those of a clock 60 times as fast
 * come up to 60 of its milliseconds late. Instants that the base clock cannot tell apart count as equal.
 */
export class ScaledClock implements Clock {
  readonly #base: Clock;
  readonly #scale: number;
  readonly #originMs: number;
  readonly #baseOriginMs: number;

  /** @throws RangeError if the scale is not a finite number above 0, or an origin is not finite. */
  constructor(base: Clock, options: ScaledClockOptions) {
    const { scale, originMs, baseOriginMs = base.nowMs() } = options;
    if (!(scale > 0 && scale < Infinity)) throw new RangeError(`the scale must be above 0, not ${scale}`);
    if (!Number.isFinite(originMs) || !Number.isFinite(baseOriginMs)) {
      throw new RangeError(`the origins must be finite, not ${originMs} and ${baseOriginMs}`);
    }
    this.#base = base;
    this.#scale = scale;
    this.#originMs = originMs;
    this.#baseOriginMs = baseOriginMs;
  }

  nowMs(): number {
    return this.#fromBase(this.#base.nowMs());
  }

  schedule(atMs: number, fn: () => void): () => void {
    return this.#base.schedule(this.#toBase(atMs), fn);
  }

  #fromBase(baseMs: number): number {
    return this.#originMs + (baseMs - this.#baseOriginMs) * this.#scale;
  }

  /** The first instant of the base clock at which this clock shows `atMs` or more. */
  #toBase(atMs: number): number {
    let baseMs = this.#baseOriginMs + (atMs - this.#originMs) / this.#scale;
    // Rounding may have left it a few digits too early, and a timer must not fire before its time.
    for (let ulps = 1; this.#fromBase(baseMs) < atMs; ulps *= 2) {
      baseMs += ulps * Math.max(Math.abs(baseMs) * Number.EPSILON, Number.MIN_VALUE);
    }
    return baseMs;
  }
}
