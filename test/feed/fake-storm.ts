import { sampleAt, seededDraws } from '../../src/stats/index.js';
import type { JobStatus } from '../../src/storm/index.js';
import type { FeedRig } from './feed-rig.js';

export interface FakeStormOptions {
  readonly count: number;
  readonly provisioners: number;
  /** From the minute to the executor's tick. Default 45 s. */
  readonly tickMs?: number;
  /** Default: lognormal, p50 45 s, p95 90 s. */
  readonly serviceMs?: (draw: number) => number;
  readonly seed?: string;
  /** What the end of the n-th build is; default `succeeded`. */
  readonly end?: (n: number) => JobStatus;
  /** Whether the end of the n-th build is told; default always. */
  readonly told?: (n: number) => boolean;
}

const CREATIONS_PER_SECOND = 75;

/**
 * Plays a storm on the rig's clock: workspaces scheduled a minute ahead, started by the executor's tick one after
 * another, taken from the queue in order by the provisioners.
 * @returns When the minute begins and when the last build ends, on the rig's clock.
 */
export function playStorm(rig: FeedRig, options: FakeStormOptions): { minuteMs: number; lastEndMs: number } {
  const { count, provisioners, tickMs = 45_000, end = () => 'succeeded', told = () => true } = options;
  const service =
    options.serviceMs ?? ((draw: number) => sampleAt({ kind: 'lognormal', p50: 45_000, p95: 90_000 }, draw));
  const draw = seededDraws(options.seed ?? 'storm');
  const ids = rig.schedule(count, 60_000);
  const minuteMs = rig.clock.nowMs() + 60_000;
  const freeMs = new Array<number>(provisioners).fill(0);
  let lastEndMs = 0;
  for (const [n, id] of ids.entries()) {
    const createdMs = minuteMs + tickMs + (n / CREATIONS_PER_SECOND) * 1_000;
    const first = freeMs.indexOf(Math.min(...freeMs));
    const startedMs = Math.max(createdMs, freeMs[first] ?? 0);
    const endedMs = startedMs + service(draw());
    freeMs[first] = endedMs;
    lastEndMs = Math.max(lastEndMs, endedMs);
    rig.clock.schedule(createdMs, () => rig.deployment.build(id, 'start', 'pending'));
    rig.clock.schedule(startedMs, () => rig.deployment.set(id, 'running'));
    rig.clock.schedule(endedMs, () => {
      if (told(n)) rig.deployment.finish(id, end(n));
      else rig.deployment.set(id, end(n));
    });
  }
  return { minuteMs, lastEndMs };
}
