import { percentilesOf } from '../../stats/index.js';
import { bandOf } from './band.js';
import type { ReadyCurve } from './prediction.js';

/** Of the curve: half a percent each. */
const CURVE_STEPS = 200;

/** The shares at which a curve over so many workspaces has points; ascending, up to 1. */
export function curveShares(workspaces: number): readonly number[] {
  const steps = Math.min(workspaces, CURVE_STEPS);
  return Array.from({ length: steps }, (_, i) => (i + 1) / steps);
}

/** When each share of all is reached, over replications. */
export class CurveBands {
  readonly #shares: readonly number[];
  readonly #ms: readonly number[][];

  /** @param workspaces - Of every replication. */
  constructor(workspaces: number) {
    this.#shares = curveShares(workspaces);
    this.#ms = this.#shares.map(() => []);
  }

  /** @param timesMs - One of every workspace of a replication, in any order; Infinity: never. */
  add(timesMs: readonly number[] | Float64Array): void {
    percentilesOf(timesMs, this.#shares)?.forEach((ms, i) => {
      this.#ms[i]?.push(ms);
    });
  }

  /** @throws RangeError before any replication was added. */
  curve(): ReadyCurve {
    const bands = this.#ms.map((values) => {
      const band = bandOf(values);
      if (band === null) throw new RangeError('a curve needs at least one replication');
      return band;
    });
    return {
      shares: this.#shares,
      lowMs: bands.map(({ low }) => low),
      medianMs: bands.map(({ median }) => median),
      highMs: bands.map(({ high }) => high),
    };
  }
}
