import type { Bottleneck, StepSeries, StormAnalysis } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';

const SECOND_US = 1_000_000;

/** What the records of a storm say, derived from the timestamps alone; a simple first version. */
export function analyzeStorm(starts: readonly StormStart[]): StormAnalysis {
  const times = (key: 'scheduledUs' | 'createdUs' | 'startedUs' | 'completedUs' | 'usableUs'): number[] =>
    starts.flatMap((start) => start[key] ?? []).sort((a, b) => a - b);
  const created = times('createdUs');
  const served = starts.filter((start) => start.startedUs !== null);
  const clean = served.filter((start) => !start.reaped && !start.negativeQueueWait);
  const services = clean
    .flatMap(({ startedUs, completedUs }) =>
      startedUs === null || completedUs === null ? [] : [(completedUs - startedUs) / 1000],
    )
    .sort((a, b) => a - b);
  const busy = steps([
    ...served.flatMap((start) => change(start.startedUs, 1)),
    ...served.flatMap((start) => change(start.completedUs, -1)),
  ]);
  const scheduled = times('scheduledUs');
  const censored = starts.flatMap((start) =>
    start.censoredUs === null ? [] : [start.scheduledUs + start.censoredUs],
  );
  return {
    scheduledUs: scheduled[0] ?? null,
    curves: {
      due: counts(scheduled),
      created: counts(created),
      started: counts(times('startedUs')),
      completed: counts(times('completedUs')),
      usable: counts(times('usableUs')),
    },
    censoredFromUs: censored.length === 0 ? null : censored.reduce((a, b) => Math.min(a, b)),
    queueDepth: steps(
      starts.flatMap((start) => [
        ...change(start.createdUs, 1),
        ...(start.createdUs === null ? [] : change(start.startedUs ?? start.completedUs, -1)),
      ]),
    ),
    busyProvisioners: busy,
    creationRate: rate(created),
    provisioners: {
      seen: new Set(served.flatMap((start) => start.workerId ?? [])).size,
      busiest: busy.value.reduce((most, value) => Math.max(most, value), 0),
      effective: null,
      utilisation: null,
    },
    serviceTimes: {
      n: services.length,
      meanMs: services.length === 0 ? null : services.reduce((sum, ms) => sum + ms, 0) / services.length,
      p50Ms: services[Math.ceil(services.length * 0.5) - 1] ?? null,
      p95Ms: services[Math.ceil(services.length * 0.95) - 1] ?? null,
      reaped: starts.filter((start) => start.reaped).length,
      negativeQueueWaits: starts.filter((start) => start.negativeQueueWait).length,
    },
    bottleneck: bottleneck(starts),
    inconsistencies: [],
  };
}

function change(us: number | null, by: number): (readonly [number, number])[] {
  return us === null ? [] : [[us, by]];
}

function counts(sortedUs: readonly number[]): StepSeries {
  return steps(sortedUs.map((us) => [us, 1]));
}

function steps(changes: (readonly [number, number])[]): StepSeries {
  const us: number[] = [];
  const value: number[] = [];
  let current = 0;
  for (const [at, by] of changes.sort((a, b) => a[0] - b[0])) {
    current += by;
    if (us.at(-1) === at) value[value.length - 1] = current;
    else {
      us.push(at);
      value.push(current);
    }
  }
  return { us, value };
}

function rate(sortedUs: readonly number[]): StormAnalysis['creationRate'] {
  const fromUs = sortedUs[0] ?? 0;
  const last = sortedUs.at(-1);
  const bins = last === undefined ? 0 : Math.floor((last - fromUs) / SECOND_US) + 1;
  const value = new Array<number>(bins).fill(0);
  for (const us of sortedUs) {
    const bin = Math.floor((us - fromUs) / SECOND_US);
    value[bin] = (value[bin] ?? 0) + 1;
  }
  return { fromUs, widthUs: SECOND_US, value };
}

/** Of the workspaces that became usable and have every timestamp. */
function bottleneck(starts: readonly StormStart[]): Bottleneck {
  const sums = { tick: 0, creation: 0, queue: 0, build: 0, agent: 0 };
  const firstUs = starts.reduce(
    (first, start) => Math.min(first, start.createdUs ?? first),
    Number.POSITIVE_INFINITY,
  );
  for (const { scheduledUs, createdUs, startedUs, completedUs, usableUs } of starts) {
    if (createdUs === null || startedUs === null || completedUs === null || usableUs === null) continue;
    const taken = Math.max(createdUs, startedUs);
    sums.tick += Math.max(0, firstUs - scheduledUs);
    sums.creation += createdUs - Math.max(scheduledUs, firstUs);
    sums.queue += taken - createdUs;
    sums.build += completedUs - taken;
    sums.agent += usableUs - completedUs;
  }
  const total = Object.values(sums).reduce((sum, us) => sum + us, 0);
  if (total === 0)
    return { kind: 'none', share: 0, sentences: ['No workspace became usable: nothing to explain.'] };
  const kinds = Object.keys(sums) as (keyof typeof sums)[];
  const kind = kinds.reduce((most, one) => (sums[one] > sums[most] ? one : most));
  const share = sums[kind] / total;
  return {
    kind,
    share,
    sentences: [`${Math.floor(share * 100)} % of the time went by in the phase "${kind}".`],
  };
}
