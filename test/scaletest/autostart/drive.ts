import type { Workspace } from '../../../src/codersdk/index.js';
import type { WorkspaceRecord } from '../../../src/collect/index.js';
import type {
  AutostartConfig,
  AutostartRunnerOptions,
  RunResult,
  ScheduledStart,
} from '../../../src/scaletest/autostart/index.js';
import { AutostartRunner } from '../../../src/scaletest/autostart/index.js';
import type { RunContext } from '../../../src/scaletest/harness/index.js';
import { Barrier, BoundedRunLog } from '../../../src/scaletest/harness/index.js';
import type { RunEvent } from '../../../src/storm/index.js';
import type { VirtualClock } from '../../../src/time/index.js';
import { weeklyScheduleAt } from '../../../src/time/index.js';
import type { FakeDeployment } from './fake-deployment.js';

const MINUTE_MS = 60_000;

export const NAME = 'scaletest-x-1';

/** What a test may want to know of one runner's run. */
export interface Harnessed {
  readonly runner: AutostartRunner;
  readonly ctx: RunContext;
  readonly events: RunEvent[];
  readonly stop: AbortController;
  /** Of the set-up barrier; resolves with how many have arrived when it opens. */
  readonly scheduledAtMs: () => number | null;
}

export interface RunnerParts {
  readonly config?: Partial<AutostartConfig>;
  readonly options?: Partial<AutostartRunnerOptions>;
  /** Parties of the set-up barrier. */
  readonly parties?: number;
}

/** One runner against the deployment, alone at its barrier, with limits of 5 and 15 minutes. */
export function makeRunner(deployment: FakeDeployment, parts: RunnerParts = {}): Harnessed {
  const { clock } = deployment;
  let decided: number | null = null;
  const setupBarrier = new Barrier<ScheduledStart>(parts.parties ?? 1, async () => {
    const scheduledAtMs = Math.ceil((clock.nowMs() + 120_000) / MINUTE_MS) * MINUTE_MS;
    decided = scheduledAtMs;
    return { scheduledAtMs, schedule: weeklyScheduleAt(scheduledAtMs) };
  });
  const runner = new AutostartRunner({
    client: deployment.client,
    config: {
      user: { organizationId: 'o-1' },
      workspace: { templateId: 't-1', name: NAME },
      workspaceJobTimeoutMs: 300_000,
      autostartDelayMs: 120_000,
      autostartBuildTimeoutMs: 900_000,
      setupBarrier,
      buildUpdates: deployment.updates,
      ...parts.config,
    },
    randomPassword: () => 'Secret-1',
    randomName: () => 'x',
    random: () => 1,
    ...parts.options,
  });
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const ctx = makeContext(clock, stop.signal, events);
  return { runner, ctx, events, stop, scheduledAtMs: () => decided };
}

export function makeContext(clock: VirtualClock, signal: AbortSignal, events: RunEvent[] = []): RunContext {
  return {
    id: '1',
    signal,
    clock,
    realClock: clock,
    log: new BoundedRunLog(),
    progress: (event) => events.push(event),
  };
}

/** Lets time pass until the promise has settled. @throws Error when it waits for something that no timer brings. */
export async function drive<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  promise.then(mark, mark);
  for (let idle = 0; idle < 3; ) {
    await clock.advanceAsync(0);
    if (settled) return promise;
    const next = clock.nextTimerMs();
    if (next === undefined) {
      idle += 1;
    } else {
      await clock.advanceAsync(Math.max(0, next - clock.nowMs()));
    }
  }
  throw new Error('waits for something that no timer brings');
}

/** Runs one runner to its result. */
export async function runAlone(
  deployment: FakeDeployment,
  parts: RunnerParts = {},
): Promise<Harnessed & { readonly result: RunResult }> {
  const made = makeRunner(deployment, parts);
  const result = await drive(deployment.clock, made.runner.runReturningResult(made.ctx));
  return { ...made, result };
}

/** A barrier that shows the deployment's workspace. */
export function listing(deployment: FakeDeployment, parties = 1): Barrier<ReadonlyMap<string, Workspace>> {
  return new Barrier(parties, async () => new Map([['w-1', deployment.workspace()]]));
}

/** A barrier that shows the deployment's record of one build. */
export function collecting(
  deployment: FakeDeployment,
  buildNumber: number,
  parties = 1,
): Barrier<ReadonlyMap<string, WorkspaceRecord>> {
  return new Barrier(parties, async () => {
    const build = deployment.builds[buildNumber - 1] ?? null;
    return new Map([['w-1', { workspace: deployment.workspace(), build }]]);
  });
}

/** The states that the runner went through, in order. */
export function statesOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'runner' ? [event.to] : []));
}
