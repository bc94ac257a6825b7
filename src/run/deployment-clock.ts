import type { CoderClient } from '../codersdk/index.js';
import { type Clock, ScaledClock } from '../time/index.js';

const PROBES = 5;

/**
 * The deployment's clock as we know it: our own carried on, corrected by the offset that the run measures. A correction
 * moves what the clock reads, not the timers that are already armed.
 */
export class DeploymentClock implements Clock {
  readonly #base: Clock;
  #offsetMs = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  /** The correction in force: deployment's clock minus ours, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  correct(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  nowMs(): number {
    return this.#base.nowMs() + this.#offsetMs;
  }

  schedule(atMs: number, fn: () => void): () => void {
    return this.#base.schedule(atMs - this.#offsetMs, fn);
  }
}

/** The clock that a deployment announced, and how fast it runs. */
export interface AdoptedClock {
  readonly clock: DeploymentClock;
  /** 1 for every real server. */
  readonly timeScale: number;
  /** Whether build info announced a clock; otherwise the offset is measured from our own POSTs. */
  readonly announced: boolean;
}

/**
 * Adopts the clock that an embedded deployment announces in a header of build info: of five probes the one with the
 * smallest round trip counts, since half of it bounds the error. A server that announces none keeps our own clock,
 * to be corrected later.
 */
export async function adoptClock(
  client: Pick<CoderClient, 'deployment'>,
  realClock: Clock,
  signal: AbortSignal,
): Promise<AdoptedClock> {
  let best: {
    readonly roundTripMs: number;
    readonly middleMs: number;
    readonly nowMs: number;
    readonly scale: number;
  } | null = null;
  for (let probe = 0; probe < PROBES; probe += 1) {
    const sentMs = realClock.nowMs();
    // A person waits: an address where nothing answers is told at once.
    const { clock } = await client.deployment.buildInfo({ signal, attempts: probe === 0 ? 1 : undefined });
    if (clock === null) break;
    const roundTripMs = realClock.nowMs() - sentMs;
    if (best === null || roundTripMs < best.roundTripMs) {
      best = { roundTripMs, middleMs: sentMs + roundTripMs / 2, nowMs: clock.nowMs, scale: clock.scale };
    }
  }
  if (best === null) return { clock: new DeploymentClock(realClock), timeScale: 1, announced: false };
  const scaled = new ScaledClock(realClock, {
    scale: best.scale,
    originMs: best.nowMs,
    baseOriginMs: best.middleMs,
  });
  return { clock: new DeploymentClock(scaled), timeScale: best.scale, announced: true };
}
