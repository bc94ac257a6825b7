import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { isDue } from '../storm/index.js';
import { secondsText } from './words.js';

/** The usable workspaces that took longest, slowest first; equals in the order of the runs. */
export function slowest({ runs }: RunResults, limit: number): readonly RunResult[] {
  return runs
    .filter((run) => run.totalMs !== null)
    .toSorted((a, b) => (b.totalMs ?? 0) - (a.totalMs ?? 0))
    .slice(0, limit);
}

/** Those that did not become usable, in the order of the runs. */
export function notUsable({ runs }: RunResults): readonly RunResult[] {
  return runs.filter((run) => !run.success);
}

/** Where the time of one workspace went, e.g. `trigger 43.10 s, queue 17.80 s, build 4.20 s`. */
export function waitText({ triggerMs, queueMs, buildMs }: RunResult): string {
  return [
    ['trigger', triggerMs],
    ['queue', queueMs],
    ['build', buildMs],
  ]
    .flatMap(([name, ms]) => (typeof ms === 'number' ? [`${name} ${secondsText(ms)}`] : []))
    .join(', ');
}

/** Times from the scheduled minute to usable of all that were due, ascending; Infinity for who did not become usable. */
export function totalsOfDue({ runs }: RunResults): Float64Array {
  return Float64Array.from(
    runs.filter((run) => isDue(run.outcome)),
    (run) => run.totalMs ?? Number.POSITIVE_INFINITY,
  ).sort();
}
