import type { BuildTimings, CallOptions } from '../codersdk/index.js';
import { CoderApiError } from '../codersdk/index.js';
import type { UniformDraw } from '../stats/index.js';
import { forEachBounded } from './bounded.js';
import { chooseSome } from './choose-some.js';

/** What reading stage timings needs of a Coder client. */
export interface TimingsClient {
  readonly builds: { timings(buildId: string, options?: CallOptions): Promise<BuildTimings> };
}

/** Which builds, and how many of them. */
export interface StageTimingOptions {
  /** Builds that succeeded: no other has timings. */
  readonly buildIds: readonly string[];
  /** Chooses the sample. */
  readonly random: UniformDraw;
  readonly signal: AbortSignal;
  /** Most builds asked for, from 1. Default 50. */
  readonly limit?: number;
}

/** Stage times of some builds, by the clocks of the provisioners' hosts. */
export interface StageSample {
  /** Builds asked for. */
  readonly asked: number;
  /** Builds of which the server knows at least one stage. */
  readonly timed: number;
  /** Milliseconds by stage, one a build, the stages in the order in which builds go through them. */
  readonly stages: ReadonlyMap<string, readonly number[]>;
}

const LIMIT = 50;
/** Requests at the same time. */
const AT_ONCE = 4;

interface Stage {
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Reads the stage timings of a sample of builds. What cannot be read is left out, and a server that has no such page
 * (404) is not asked again. Never rejects.
 */
export async function sampleStageTimings(
  client: TimingsClient,
  { buildIds, random, signal, limit = LIMIT }: StageTimingOptions,
): Promise<StageSample> {
  const sample = chooseSome(buildIds, limit, random);
  const builds: ReadonlyMap<string, Stage>[] = [];
  let asked = 0;
  let absent = false;
  await forEachBounded(sample, AT_ONCE, async (id) => {
    if (absent || signal.aborted) return;
    asked += 1;
    try {
      builds.push(stagesOf(await client.builds.timings(id, { signal, attempts: 1 })));
    } catch (error) {
      absent ||= error instanceof CoderApiError && error.status === 404;
    }
  });
  const timed = builds.filter((stages) => stages.size > 0);
  return { asked, timed: timed.length, stages: byStage(timed) };
}

/** Whole stages where the server has them; else from the first to the last span of a stage. */
function stagesOf({ provisioner }: BuildTimings): ReadonlyMap<string, Stage> {
  const stages = new Map<string, Stage>();
  for (const whole of [false, true]) {
    for (const { stage, resource, startedAt, endedAt } of provisioner) {
      if (whole !== (resource === `coder_stage_${stage}`)) continue;
      const known = whole ? undefined : stages.get(stage);
      stages.set(stage, {
        startUs: Math.min(known?.startUs ?? startedAt.us, startedAt.us),
        endUs: Math.max(known?.endUs ?? endedAt.us, endedAt.us),
      });
    }
  }
  return stages;
}

function byStage(builds: readonly ReadonlyMap<string, Stage>[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const stages of builds) {
    const inOrder = [...stages].sort(([, a], [, b]) => a.startUs - b.startUs);
    for (const [stage, { startUs, endUs }] of inOrder) {
      const known = times.get(stage) ?? [];
      known.push((endUs - startUs) / 1000);
      times.set(stage, known);
    }
  }
  return times;
}
