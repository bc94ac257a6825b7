import type { Distribution } from '../../stats/index.js';
import { parseGoDurationMs } from '../../time/index.js';

/** How a distribution of durations is written, for messages. */
export const DISTRIBUTION_FORM =
  'p50=45s,p95=90s (lognormal), constant=45s, or values=40s/45s/70s (drawn from)';

/** Of a lognormal; beyond it rare draws are longer than centuries. */
const MOST_SPREAD = 1_000;
const DAY_MS = 86_400_000;

/**
 * Parses `p50=45s,p95=90s`, `constant=45s` or `values=40s/45s/70s`; in microseconds.
 * @throws Error whose message completes the sentence "--flag …".
 */
export function parseDistribution(text: string): Distribution {
  const lognormal = /^p50=([^,]+),p95=([^,]+)$/.exec(text);
  if (lognormal !== null) {
    const p50 = positiveUs(lognormal[1] ?? '', text);
    const p95 = positiveUs(lognormal[2] ?? '', text);
    if (p95 < p50) throw new Error(`must have a p95 of at least its p50, got '${text}'`);
    if (p95 > MOST_SPREAD * p50) {
      throw new Error(`must have a p95 of at most ${MOST_SPREAD} times its p50, got '${text}'`);
    }
    return { kind: 'lognormal', p50, p95 };
  }
  const constant = /^constant=([^,]+)$/.exec(text);
  if (constant !== null) return { kind: 'constant', value: positiveUs(constant[1] ?? '', text) };
  const values = /^values=(.+)$/.exec(text);
  if (values !== null) {
    const times = (values[1] ?? '').split('/').map((value) => positiveUs(value, text));
    return { kind: 'empirical', sortedValues: times.sort((a, b) => a - b) };
  }
  throw malformed(text);
}

function positiveUs(duration: string, text: string): number {
  let ms: number;
  try {
    ms = parseGoDurationMs(duration);
  } catch (error) {
    throw malformed(text, error);
  }
  if (!(ms > 0)) throw new Error(`must name times above zero, got '${text}'`);
  if (ms > DAY_MS) throw new Error(`must name times of at most 24h, got '${text}'`);
  return Math.round(ms * 1000);
}

function malformed(text: string, cause?: unknown): Error {
  return new Error(`must be ${DISTRIBUTION_FORM}, got '${text}'`, { cause });
}
