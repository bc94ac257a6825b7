import type { Workspace } from '../codersdk/index.js';
import type { WorkspaceRecord } from '../collect/index.js';
import {
  AutostartRunner,
  type AutostartRunnerOptions,
  type RunResult,
  type ScheduledStart,
  type WorkspaceDispatcher,
} from '../scaletest/autostart/index.js';
import { randomPassword } from '../scaletest/createusers/index.js';
import type { Barrier, Semaphore } from '../scaletest/harness/index.js';
import { randomText, userEmail, userMark, userName, workspaceName } from '../scaletest/names/index.js';
import { weeklyScheduleAt, windowOffsetMinutes } from '../time/index.js';
import type { StormOptions } from './storm-options.js';

/** What all runners of a storm share, and whom they tell. */
export interface SharedByRunners
  extends Required<
    Pick<AutostartRunnerOptions, 'expectations' | 'recordsSignal' | 'onServerTime' | 'onIntent' | 'onCreated'>
  > {
  readonly dispatcher: WorkspaceDispatcher;
  readonly setupBarrier: Barrier<ScheduledStart>;
  /** Absent where schedules were stored by an earlier process: the record afterwards tells who was late. */
  readonly verification?: Barrier<ReadonlyMap<string, Workspace>>;
  readonly records: Barrier<ReadonlyMap<string, WorkspaceRecord>>;
  readonly setupBuilds: Semaphore;
  /** Runners that wait for a connection hold memory: they wait before they ask. */
  readonly setupRequests: Semaphore;
  readonly scheduleRequests: Semaphore;
  readonly onBuildNumber: (index: number, buildNumber: number) => void;
  readonly resultSink: (result: RunResult) => void;
}

/** The runner of one workspace of a storm: its names, its limits, its own minute. */
export function stormRunner(options: StormOptions, index: number, shared: SharedByRunners): AutostartRunner {
  const { plan, run, client, random, randomBytes, preflight, timeScale } = options;
  const { template } = preflight.target;
  const { dispatcher, setupBarrier, resultSink, ...others } = shared;
  const offsetMs = windowOffsetMinutes(index, plan.scheduleWindowMinutes) * 60_000;
  const name = workspaceName(run, index);
  const adopted = options.found?.adopted.get(index);
  return new AutostartRunner({
    ...others,
    ...(adopted === undefined ? {} : { adopted }),
    client,
    config: {
      user: {
        organizationId: template.organizationId,
        username: userName(run, index),
        email: userEmail(run, index),
        name: userMark(run),
        auth: preflight.userAuth,
      },
      workspace: { templateId: template.id, name, richParameterValues: plan.parameters },
      workspaceJobTimeoutMs: plan.workspaceJobTimeoutMs,
      autostartDelayMs: plan.autostartDelayMs,
      autostartBuildTimeoutMs: plan.autostartBuildTimeoutMs,
      setupBarrier,
      buildUpdates: dispatcher.channel(name),
      resultSink,
    },
    index,
    timeScale,
    random,
    randomPassword: () => randomPassword(randomBytes),
    randomName: () => randomText(randomBytes, 'abcdefghijklmnopqrstuvwxyz0123456789', 8),
    ...(plan.jobTimeoutMs === null ? {} : { setupTimeoutMs: plan.jobTimeoutMs }),
    ownStart: (start) => startAt(start.scheduledAtMs + offsetMs),
    waitForAgents: plan.waitForAgents,
    agentTimeoutMs: plan.agentTimeoutMs,
    templateRule: template,
  });
}

function startAt(scheduledAtMs: number): ScheduledStart {
  return { scheduledAtMs, schedule: weeklyScheduleAt(scheduledAtMs) };
}
