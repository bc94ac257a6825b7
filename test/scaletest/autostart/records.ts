import type {
  Workspace,
  WorkspaceAgent,
  WorkspaceBuild,
  WorkspaceBuildUpdate,
} from '../../../src/codersdk/index.js';
import type { RunResult } from '../../../src/scaletest/autostart/index.js';
import { runResult } from '../../../src/scaletest/autostart/index.js';
import type { Outcome } from '../../../src/storm/index.js';
import { instantFromUs } from '../../../src/time/index.js';

/** 2026-11-23T09:31:00Z, a Monday. */
export const MINUTE_MS = Date.UTC(2026, 10, 23, 9, 31);

type JobPart = Partial<WorkspaceBuild['job']>;

/** An autostart build of workspace w-1, created 10 s after the minute, started 2 s later, succeeded after 3 s more. */
export function makeBuild(
  part: Partial<Omit<WorkspaceBuild, 'job'>> & { job?: JobPart } = {},
): WorkspaceBuild {
  const { job, ...rest } = part;
  const createdAt = rest.createdAt ?? at(10_000);
  return {
    id: 'b-3',
    workspaceId: 'w-1',
    workspaceName: 'scaletest-1',
    workspaceOwnerId: 'u-1',
    workspaceOwnerName: 'scaletest-user-1',
    buildNumber: 3,
    transition: 'start',
    reason: 'autostart',
    initiatorId: 'u-1',
    initiatorName: 'scaletest-user-1',
    createdAt,
    status: 'running',
    agents: [],
    matchedProvisioners: null,
    ...rest,
    job: {
      id: 'j-3',
      createdAt,
      startedAt: at(12_000),
      completedAt: at(15_000),
      canceledAt: null,
      error: null,
      errorCode: null,
      status: 'succeeded',
      workerId: 'p-1',
      queuePosition: 0,
      queueSize: 0,
      ...job,
    },
  };
}

/** An agent of that build, made when it succeeded, connected 2 s later and ready after half a second more. */
export function makeAgent(part: Partial<WorkspaceAgent> = {}): WorkspaceAgent {
  return {
    id: 'a-1',
    name: 'main',
    parentId: null,
    status: 'connected',
    lifecycleState: 'ready',
    createdAt: at(15_000),
    firstConnectedAt: at(17_000),
    disconnectedAt: null,
    startedAt: at(17_100),
    readyAt: at(17_500),
    ...part,
  };
}

/** What an agent is that has not connected. */
export const UNCONNECTED = {
  status: 'connecting',
  lifecycleState: 'created',
  firstConnectedAt: null,
  startedAt: null,
  readyAt: null,
} as const satisfies Partial<WorkspaceAgent>;

/** What an agent is whose startup scripts run. */
export const STARTING = {
  lifecycleState: 'starting',
  readyAt: null,
} as const satisfies Partial<WorkspaceAgent>;

/** Workspace w-1, stopped by build 2, with the minute as its next start. */
export function makeWorkspace(part: Partial<Workspace> = {}): Workspace {
  return {
    id: 'w-1',
    name: 'scaletest-1',
    ownerId: 'u-1',
    ownerName: 'scaletest-user-1',
    organizationId: 'o-1',
    organizationName: 'coder',
    templateId: 't-1',
    templateName: 'plain',
    createdAt: at(-300_000),
    latestBuild: makeBuild({
      id: 'b-2',
      buildNumber: 2,
      transition: 'stop',
      reason: 'initiator',
      createdAt: at(-200_000),
      job: { startedAt: at(-199_000), completedAt: at(-198_000) },
    }),
    autostartSchedule: 'CRON_TZ=UTC 31 9 * * 1',
    nextStartAt: at(0),
    dormantAt: null,
    ttlMs: null,
    templateAllowUserCancelWorkspaceJobs: true,
    ...part,
  };
}

export function makeUpdate(part: Partial<WorkspaceBuildUpdate> = {}): WorkspaceBuildUpdate {
  return {
    workspaceId: 'w-1',
    workspaceName: 'scaletest-1',
    buildId: 'b-3',
    transition: 'start',
    jobStatus: 'succeeded',
    buildNumber: 3,
    ...part,
  };
}

/** An instant this many milliseconds after the minute. */
export function at(offsetMs: number) {
  return instantFromUs(Math.round((MINUTE_MS + offsetMs) * 1000));
}

/** The result of a workspace that was scheduled for the minute, stored two minutes before. */
export function makeResult(outcome: Outcome, build: WorkspaceBuild | null = null, index = 0): RunResult {
  return runResult({
    index,
    workspaceId: `w-${index}`,
    workspaceName: `scaletest-${index}`,
    configTime: at(-120_000),
    scheduledTime: at(0),
    outcome,
    build,
  });
}

/** A workspace that was usable this many microseconds after the minute. */
export function startedAfter(totalUs: number, index = 0): RunResult {
  const build = makeBuild({
    createdAt: instantFromUs(MINUTE_MS * 1000 + Math.floor(totalUs / 3)),
    job: {
      startedAt: instantFromUs(MINUTE_MS * 1000 + Math.floor((totalUs * 2) / 3)),
      completedAt: instantFromUs(MINUTE_MS * 1000 + totalUs),
    },
  });
  return makeResult({ kind: 'started', totalMs: totalUs / 1000 }, build, index);
}
