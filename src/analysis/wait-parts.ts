import { censoredAtUs } from './censoring.js';
import { firstCreations } from './first-creations.js';
import { jobTimes } from './job-times.js';
import type { StormStart } from './storm-start.js';

/** The parts of a wait in the order in which they go by; see the table at `Bottleneck`. */
export const WAIT_PARTS = ['tick', 'creation', 'queue', 'build', 'agent'] as const;

export type WaitPart = (typeof WAIT_PARTS)[number];

/** All waits of a storm added up by part. */
export interface WaitSums {
  /** Workspaces whose wait is in the sums. */
  readonly n: number;
  /** Workspaces of which nothing is known after the scheduled minute: no build, and no time for which it was awaited. */
  readonly unknown: number;
  /** Microseconds of all workspaces together. */
  readonly us: Readonly<Record<WaitPart, number>>;
  readonly totalUs: number;
}

/**
 * Adds up how long everybody waited, and for what: from the scheduled minute until the workspace was usable or, where
 * it never was, until the wait ended or the job did. The part in which a wait ended has the rest of it.
 */
export function waitSums(starts: readonly StormStart[]): WaitSums {
  const first = firstCreations(starts);
  const us: Record<WaitPart, number> = { tick: 0, creation: 0, queue: 0, build: 0, agent: 0 };
  let n = 0;
  let totalUs = 0;
  for (const start of starts) {
    const endUs = start.usableUs ?? censoredAtUs(start) ?? start.completedUs;
    if (endUs === null || endUs < start.scheduledUs) continue;
    const job = jobTimes(start);
    const ends = [first.get(start.scheduledUs), job?.createdUs, job?.startedUs, job?.endedUs, endUs];
    let fromUs = start.scheduledUs;
    for (const [i, part] of WAIT_PARTS.entries()) {
      const untilUs = Math.max(fromUs, Math.min(ends[i] ?? endUs, endUs));
      us[part] += untilUs - fromUs;
      fromUs = untilUs;
    }
    n++;
    totalUs += endUs - start.scheduledUs;
  }
  return { n, unknown: starts.length - n, us, totalUs };
}
