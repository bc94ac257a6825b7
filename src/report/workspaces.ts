import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { isDue } from '../storm/index.js';
import { secondsText } from './words.js';

/** The usable workspaces that took longest, slowest first; equals in the order of the runs. */
export function slowest({ runs }: RunResults, limit: number): readonly RunResult[] {
  const top: RunResult[] = [];
  for (const run of runs) {
    if (run.totalMs === null) continue;
    const last = top.at(-1);
    if (top.length === limit && (last === undefined || run.totalMs <= (last.totalMs ?? 0))) continue;
    // Few are shown of very many: inserting beats sorting all of them.
    let at = top.length;
    while (at > 0 && (top[at - 1]?.totalMs ?? 0) < run.totalMs) at -= 1;
    top.splice(at, 0, run);
    if (top.length > limit) top.pop();
  }
  return top;
}

/** Those that did not become usable, in the order of the runs. */
export function notUsable({ runs }: RunResults): readonly RunResult[] {
  return runs.filter((run) => !run.success);
}

/** Where the time of one workspace went, e.g. `trigger 43.10 s, queue 17.80 s, build 4.20 s`. */
export function waitText({ triggerMs, queueMs, buildMs, agentMs, startupMs }: RunResult): string {
  return [
    ['trigger', triggerMs],
    ['queue', queueMs],
    ['build', buildMs],
    ['agent', agentMs],
    ['startup', startupMs],
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
