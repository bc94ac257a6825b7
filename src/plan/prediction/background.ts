import type { BackgroundStarts } from '../../model/index.js';
import { keyedDraw } from '../../stats/index.js';
import type { Calendar } from './calendar.js';
import type { PlanInputs } from './plan-inputs.js';

const MINUTE_US = 60_000_000;

interface Arrival {
  readonly atUs: number;
  readonly template: number;
}

/**
 * What others ask for in one replication: independent arrivals at a steady rate (a Poisson process), and what is queued
 * when the first minute of a morning begins.
 */
export function backgroundStarts(
  { background, queued }: PlanInputs,
  { mornings, startUs, untilUs }: Calendar,
  seed: string,
): BackgroundStarts {
  const arrivals: Arrival[] = [];
  const draw = keyedDraw(`${seed} background`);
  background.forEach(({ perMinute, template }, of) => {
    if (perMinute === 0) return;
    let atUs = startUs;
    for (let i = 0; ; i++) {
      atUs += (-Math.log1p(-draw(of, i)) / perMinute) * MINUTE_US;
      if (atUs > untilUs) break;
      arrivals.push({ atUs: Math.round(atUs), template });
    }
  });
  for (const { firstDueUs } of mornings) {
    for (const { count, template } of queued) {
      for (let i = 0; i < count; i++) arrivals.push({ atUs: firstDueUs, template });
    }
  }
  arrivals.sort((a, b) => a.atUs - b.atUs);
  return { atUs: arrivals.map(({ atUs }) => atUs), template: arrivals.map(({ template }) => template) };
}
