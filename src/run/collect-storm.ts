import type { CoderClient } from '../codersdk/index.js';
import {
  agentsState,
  type BuildExpectation,
  collectRecords,
  nameTerm,
  sampleStageTimings,
  type WorkspaceRecord,
  waitForAgents,
  withCircumstances,
} from '../collect/index.js';
import { type RunResult, type StageTimings, stageTimings } from '../scaletest/autostart/index.js';
import { namePrefix, type RunIdentity, userMark } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { counted, TimeoutError } from '../storm/index.js';
import { type Clock, withDeadline } from '../time/index.js';
import { collectPatiently } from './collect-patiently.js';
import type { RunPlan } from './run-plan.js';

/** What collecting a storm takes. */
export interface CollectStormOptions {
  readonly client: Pick<CoderClient, 'workspaces' | 'builds' | 'users' | 'templates'>;
  readonly plan: Pick<RunPlan, 'waitForAgents' | 'agentTimeoutMs'>;
  readonly run: RunIdentity;
  readonly templateId: string;
  readonly expected: readonly BuildExpectation[];
  /** When the whole storm has to be over, on the deployment's clock; `null`: whenever it is. */
  readonly endsAtMs: number | null;
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly timeScale: number;
  /** Ends the wait for agents, not the reading. */
  readonly interrupt: AbortSignal;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly say: (level: 'info' | 'warning', message: string) => void;
}

/**
 * Everything that the server's records say of a storm whose builds have ended: one pass over all, then the agents as
 * they come, then, for builds that never were, what else decides about a start.
 * @throws What the last try of the pass met, or the reason of `signal`.
 */
export async function collectStorm(
  options: CollectStormOptions,
): Promise<ReadonlyMap<string, WorkspaceRecord>> {
  const { client, plan, run, expected, clock, realClock, signal, say } = options;
  const prefix = namePrefix(run);
  const warn = (message: string): void => say('warning', message);
  const readAtMs = clock.nowMs();
  const records = await collectPatiently(client, { namePrefix: prefix, expected, signal }, realClock, warn);
  const unfinished = [...records.values()].filter((record) => isAwaited(record, plan.waitForAgents)).length;
  if (unfinished > 0) say('info', `waiting for the agents of ${counted(unfinished, 'workspace')}`);
  const byId = new Map(expected.map((expectation) => [expectation.workspaceId, expectation]));
  const waited = await waitForAgents(records, {
    waitFor: plan.waitForAgents,
    timeoutMs: plan.agentTimeoutMs,
    ...(options.endsAtMs === null ? {} : { untilMs: options.endsAtMs }),
    readAtMs,
    clock,
    realClock,
    timeScale: options.timeScale,
    signal: options.interrupt,
    read: (ids) => {
      const some = ids.flatMap((id) => byId.get(id) ?? []);
      return collectRecords(client, { namePrefix: prefix, expected: some, total: expected.length, signal });
    },
    countUnconnected: async () => {
      const q = `${nameTerm(prefix)} has-agent:connecting,timeout`;
      return (await client.workspaces.list({ q, limit: 1 }, { signal })).count;
    },
    warn,
  });
  return withCircumstances(client, waited, {
    userMark: userMark(run),
    templateId: options.templateId,
    signal,
    warn,
  });
}

function isAwaited({ build }: WorkspaceRecord, waitFor: RunPlan['waitForAgents']): boolean {
  return build?.job.status === 'succeeded' && agentsState(build, waitFor).kind === 'waiting';
}

/** Real time for all requests together: what a sample says is not worth waiting longer for. */
const STAGES_LIMIT_MS = 20_000;

/** The stages of a sample of the builds of usable workspaces; `null` where there is none. The run's id is the seed. */
export async function collectStages(
  client: Pick<CoderClient, 'builds'>,
  run: RunIdentity,
  runs: readonly RunResult[],
  realClock: Clock,
  interrupt: AbortSignal,
): Promise<StageTimings | null> {
  const buildIds = runs.flatMap(({ success, build }) => (success && build !== null ? [build.id] : []));
  if (buildIds.length === 0 || interrupt.aborted) return null;
  const expired = (): Error =>
    new TimeoutError('the stage timings could not be read in time', 'collect', STAGES_LIMIT_MS);
  const random = seededDraws(`${run.runId} stages`);
  const sample = await withDeadline(realClock, STAGES_LIMIT_MS, interrupt, expired, (signal) =>
    sampleStageTimings(client, { buildIds, random, signal }),
  );
  return stageTimings(sample, buildIds.length);
}
