import type { Band } from '../../plan/index.js';
import { bandText, errorText, msText } from './plan-words.js';

/** A figure of a storm that was predicted before it, and what it was. Milliseconds; `null`: not reached. */
export interface PredictedFigure {
  /** As thresholds spell it: `ready_after_first_p95`. */
  readonly figure: string;
  /** The 5th percentile of the simulated mornings, the median, and the 95th. */
  readonly lowMs: number | null;
  readonly medianMs: number | null;
  readonly highMs: number | null;
  readonly measuredMs: number | null;
}

/** A band with what was measured, both in milliseconds, Infinity where not reached. */
export function predictedFigure(figure: string, band: Band, measuredMs: number): PredictedFigure {
  const reached = (ms: number) => (Number.isFinite(ms) ? ms : null);
  return {
    figure,
    lowMs: reached(band.low),
    medianMs: reached(band.median),
    highMs: reached(band.high),
    measuredMs: reached(measuredMs),
  };
}

/** `ready_after_first_p95 4m2s [3m58s, 4m6s]; it was 4m10s, off by -3.2 %, outside the band`. */
export function predictedFigureText(predicted: PredictedFigure): string {
  const [low, median, high] = [
    predicted.lowMs ?? NEVER,
    predicted.medianMs ?? NEVER,
    predicted.highMs ?? NEVER,
  ];
  const measured = predicted.measuredMs ?? NEVER;
  // What reads the same is the same: the limits are shown as rounded as the measurement.
  const isShown = [low, high].some((limit) => msText(limit) === msText(measured));
  const isInside = isShown || (measured >= low && measured <= high);
  const isKnown = Number.isFinite(measured) && Number.isFinite(median) && measured > 0;
  const error = isKnown ? `, off by ${errorText(median / measured - 1)}` : '';
  const band = bandText({ low, median, high }, msText);
  return `${predicted.figure} ${band}; it was ${msText(measured)}${error}, ${isInside ? 'inside' : 'outside'} the band`;
}

const NEVER = Number.POSITIVE_INFINITY;
