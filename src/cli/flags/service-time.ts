import type { Distribution } from '../../stats/index.js';
import type { Transition } from '../../storm/index.js';
import { DISTRIBUTION_FORM, parseDistribution } from './distribution.js';

/** How long jobs of one transition take: the value of one `--service-time`. Times in microseconds. */
export interface ServiceTimeSetting {
  readonly transition: Transition;
  readonly distribution: Distribution;
}

/**
 * Parses `[start:|stop:|delete:]p50=45s,p95=90s`, `…constant=45s` or `…values=40s/45s/70s`.
 * @throws Error whose message completes the sentence "--service-time …".
 */
export function parseServiceTime(text: string): ServiceTimeSetting {
  const match = /^(?:(start|stop|delete):)?(.+)$/.exec(text);
  const body = match?.[2];
  if (body === undefined || /^\w+:/.test(body))
    throw new Error(`must be [start:|stop:|delete:] and then ${DISTRIBUTION_FORM}, got '${text}'`);
  return { transition: transitionNamed(match?.[1]), distribution: parseDistribution(body) };
}

/** Without a prefix it is about starts: they are what a storm is made of. */
function transitionNamed(name: string | undefined): Transition {
  return name === 'stop' || name === 'delete' ? name : 'start';
}
