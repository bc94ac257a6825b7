import type { Distribution } from '../../stats/index.js';
import type { Transition } from '../../storm/index.js';
import { parseGoDurationMs } from '../../time/index.js';

/** How long jobs of one transition take: the value of one `--service-time`. Times in microseconds. */
export interface ServiceTimeSetting {
  readonly transition: Transition;
  readonly distribution: Distribution;
}

const FORM =
  'must be [start:|stop:|delete:] and then p50=45s,p95=90s (lognormal), constant=45s, or values=40s/45s/70s (drawn from)';

/**
 * Parses `[start:|stop:|delete:]p50=45s,p95=90s`, `…constant=45s` or `…values=40s/45s/70s`.
 * @throws Error whose message completes the sentence "--service-time …".
 */
export function parseServiceTime(text: string): ServiceTimeSetting {
  const match = /^(?:(start|stop|delete):)?(.+)$/.exec(text);
  const body = match?.[2];
  if (body === undefined) throw new Error(`${FORM}, got '${text}'`);
  return { transition: transitionNamed(match?.[1]), distribution: parseDistribution(body, text) };
}

/** Without a prefix it is about starts: they are what a storm is made of. */
function transitionNamed(name: string | undefined): Transition {
  return name === 'stop' || name === 'delete' ? name : 'start';
}

function parseDistribution(body: string, text: string): Distribution {
  const lognormal = /^p50=([^,]+),p95=([^,]+)$/.exec(body);
  if (lognormal !== null) {
    const p50 = positiveUs(lognormal[1] ?? '', text);
    const p95 = positiveUs(lognormal[2] ?? '', text);
    if (p95 < p50) throw new Error(`must have a p95 of at least its p50, got '${text}'`);
    return { kind: 'lognormal', p50, p95 };
  }
  const constant = /^constant=([^,]+)$/.exec(body);
  if (constant !== null) return { kind: 'constant', value: positiveUs(constant[1] ?? '', text) };
  const values = /^values=(.+)$/.exec(body);
  if (values !== null) {
    const times = (values[1] ?? '').split('/').map((value) => positiveUs(value, text));
    return { kind: 'empirical', sortedValues: times.sort((a, b) => a - b) };
  }
  throw new Error(`${FORM}, got '${text}'`);
}

function positiveUs(duration: string, text: string): number {
  let ms: number;
  try {
    ms = parseGoDurationMs(duration);
  } catch (error) {
    throw new Error(`${FORM}, got '${text}'`, { cause: error });
  }
  if (!(ms > 0)) throw new Error(`must name times above zero, got '${text}'`);
  return Math.round(ms * 1000);
}
