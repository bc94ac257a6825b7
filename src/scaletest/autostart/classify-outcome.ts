import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import type { AutostartRule, WorkspaceRecord } from '../../collect/index.js';
import { agentsState, describeAgent, isOvertaken } from '../../collect/index.js';
import type { AgentWait, MissReason, Outcome } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';
import { formatInstantUs } from '../../time/index.js';
import { isReaped } from '../workspacebuild/index.js';
import { agentTimes } from './agent-times.js';

export type MissedOutcome = Extract<Outcome, { readonly kind: 'missed' }>;

/** Everything that decides what became of one scheduled workspace. Times are milliseconds of deployment time. */
export interface StormObservation {
  /** The server's record after the wait; `null`: it could not be read. */
  readonly record: WorkspaceRecord | null;
  /** The number that the autostart build has, if nobody else builds the workspace. */
  readonly expectedBuildNumber: number;
  readonly scheduledAtMs: number;
  /** When the wait ended, in whichever way. */
  readonly waitedUntilMs: number;
  /** Whether the wait, or where there is no record the reading of it, ended because we were asked to stop. */
  readonly interrupted: boolean;
  /** Until when a build that succeeded is waited for. */
  readonly waitForAgents: AgentWait;
  /** How long agents are waited for, from the end of the build. */
  readonly agentTimeoutMs: number;
  /** Whether we had been asked to stop when the record was there, in which its agents may have been awaited. */
  readonly interruptedCollecting: boolean;
  /** What checking the stored schedule found wrong; `null` when nothing was, or nothing was checked. */
  readonly missedByVerification: MissedOutcome | null;
}

/**
 * What became of one scheduled workspace. The first row that holds decides; the job's status is the server's record,
 * never a message.
 *
 * | seen | outcome |
 * |---|---|
 * | the check of the stored schedule found that its minute will not come | `missed`, as found |
 * | the record could not be read | `interrupted` or `timed_out`, phase `trigger`: nothing later is known to have been reached |
 * | build of the expected number, reason other than `autostart` | `missed`: `unexpected_build` |
 * | autostart build, job `succeeded`, without agents that are waited for | `started` |
 * | the same, its agents as far as they are waited for | `ready` |
 * | the same, the startup of an agent failed | `failed`, phase `startup` |
 * | the same, a later build or the end of the workspace took its agents away | `canceled`, phase `agent` or `startup` |
 * | the same, an agent has not connected, or is not ready | `interrupted` or `timed_out`, phase `agent` or `startup` |
 * | autostart build, job ended after somebody asked to cancel it | `canceled`, phase `queue` if it never started, else `build` |
 * | autostart build, job `failed` by the reaper | `failed`, phase `queue`, reaped |
 * | autostart build, job `failed` | `failed`, phase `queue` if it never started, else `build` |
 * | autostart build, not started | `interrupted` or `timed_out`, phase `queue` |
 * | autostart build, started and not ended (running, canceling) | `interrupted` or `timed_out`, phase `build` |
 * | no such build, workspace gone | `missed`: `workspace_gone` |
 * | no such build, workspace dormant | `missed`: `workspace_dormant` |
 * | no such build, and the latest build is none that we made | `missed`: `unexpected_build` |
 * | no such build, and the build before it has not ended, or failed | `missed`: `stop_not_finished` |
 * | no such build, and the template's rules forbid a start at that minute | `missed`: `template_forbids` |
 * | no such build, next start later than the scheduled minute | `missed`: `scheduled_late` |
 * | no such build, the owner's status is another than active | `missed`: `owner_inactive` |
 * | no such build, we were asked to stop | `interrupted`, phase `trigger` |
 * | no such build | `missed`: `unknown` |
 *
 * A cancelled job that ends with an error is `failed` in the server's record (the usual end of a cancelled Terraform
 * run); it counts as canceled here, because nothing of the deployment failed.
 */
export function classifyOutcome(observation: StormObservation): Outcome {
  const { record, missedByVerification } = observation;
  if (missedByVerification !== null) return missedByVerification;
  if (record === null) return notEnded(observation, 'trigger');
  if (record.build === null) return classifyMissing(observation, record);
  if (record.build.reason !== 'autostart') return unexpectedBuild(record.build);
  return classifyBuild(observation, record, record.build);
}

/**
 * Whether the server's reaper ended the job: no provisioner ever had it, it was given its start and its end in the
 * same moment, and an error text without an error code (measured on a real server).
 */
export function isReapedJob(build: WorkspaceBuild): boolean {
  return isReaped(build) && build.job.errorCode === null && Boolean(build.job.error);
}

function classifyBuild(
  observation: StormObservation,
  record: WorkspaceRecord,
  build: WorkspaceBuild,
): Outcome {
  const { job } = build;
  const phase = job.startedAt === null ? 'queue' : 'build';
  if (job.completedAt === null) return notEnded(observation, phase);
  switch (job.status) {
    case 'succeeded':
      return classifyAgents(observation, record, build);
    case 'canceled':
      return { kind: 'canceled', phase, cause: job.error ?? 'somebody canceled the build' };
    case 'failed':
      if (isReapedJob(build)) {
        return { kind: 'failed', phase: 'queue', cause: job.error ?? '', reaped: true };
      }
      if (job.canceledAt !== null) {
        return {
          kind: 'canceled',
          phase,
          cause: `somebody canceled the build, and it ended with: ${errorText(build)}`,
        };
      }
      return { kind: 'failed', phase, cause: errorText(build), reaped: false };
    case 'pending':
    case 'running':
    case 'canceling':
    case 'unknown':
      return notEnded(observation, phase);
  }
}

/** What became of a workspace whose build has succeeded. */
function classifyAgents(
  observation: StormObservation,
  record: WorkspaceRecord,
  build: WorkspaceBuild,
): Outcome {
  const { scheduledAtMs, waitForAgents, agentTimeoutMs, interruptedCollecting } = observation;
  const usable = agentTimes(build, waitForAgents).usableTime;
  const totalMs = ((usable?.us ?? Number.NaN) - scheduledAtMs * 1000) / 1000;
  const state = agentsState(build, waitForAgents);
  switch (state.kind) {
    case 'none':
      return { kind: 'started', totalMs };
    case 'usable':
      return { kind: 'ready', totalMs };
    case 'failed':
      return { kind: 'failed', phase: state.phase, cause: describeAgent(state.agent), reaped: false };
    case 'waiting': {
      const { phase } = state;
      if (isOvertaken(record)) return { kind: 'canceled', phase, cause: overtakenBy(record) };
      const readAtMs = record.agentsReadAtMs ?? observation.waitedUntilMs;
      const limitMs = (build.job.completedAt?.us ?? 0) / 1000 + agentTimeoutMs;
      if (interruptedCollecting && readAtMs < limitMs) return { kind: 'interrupted', phase };
      return { kind: 'timed_out', phase, waitedMs: Math.max(0, readAtMs - scheduledAtMs) };
    }
  }
}

function overtakenBy({ workspace }: WorkspaceRecord): string {
  return workspace === null ? 'the workspace was deleted' : madeBy(workspace.latestBuild);
}

function classifyMissing(observation: StormObservation, record: WorkspaceRecord): Outcome {
  const { workspace, circumstances } = record;
  const { expectedBuildNumber, scheduledAtMs, interrupted } = observation;
  if (workspace === null) {
    return missed('workspace_gone', 'the workspace was deleted before its minute came');
  }
  if (workspace.dormantAt !== null) {
    return missed('workspace_dormant', `the workspace is dormant since ${workspace.dormantAt.text}`);
  }
  const latest = workspace.latestBuild;
  if (latest.buildNumber >= expectedBuildNumber) return unexpectedBuild(latest);
  if (latest.transition !== 'stop') return unexpectedBuild(latest);
  if (latest.job.completedAt === null || latest.job.status === 'failed') {
    return missed('stop_not_finished', `stop build ${latest.buildNumber} is ${latest.job.status}`);
  }
  const forbidden = forbids(circumstances?.template ?? null, scheduledAtMs);
  if (forbidden !== null) return forbidden;
  const late = startsLater(workspace.nextStartAt, scheduledAtMs);
  if (late !== null) return late;
  const ownerStatus = circumstances?.ownerStatus ?? null;
  if (ownerStatus !== null && ownerStatus !== 'active') {
    return missed(
      'owner_inactive',
      `the owner ${workspace.ownerName} is ${ownerStatus}: the server starts nothing for such users; ` +
        `next start ${nextStart(workspace)}`,
    );
  }
  if (interrupted) return { kind: 'interrupted', phase: 'trigger' };
  const rule = circumstances?.template ?? null;
  return missed(
    'unknown',
    `the server created no build, and gives ${nextStart(workspace)} as the next start; ` +
      `the owner is ${ownerStatus ?? 'of unknown status'}, ` +
      `${rule === null ? 'the rules of the template are not known' : `template ${rule.name} allows the start`}`,
  );
}

/** In the order of `Date.getUTCDay`. */
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** `missed` because the template does not let the server start its workspaces at that minute; schedules are in UTC. */
export function forbids(rule: AutostartRule | null, scheduledAtMs: number): MissedOutcome | null {
  if (rule === null) return null;
  const { name, allowUserAutostart, autostartDaysOfWeek: days } = rule;
  if (!allowUserAutostart) {
    return missed('template_forbids', `template ${name} does not let users schedule a start`);
  }
  const day = WEEKDAYS[new Date(scheduledAtMs).getUTCDay()] ?? '';
  if (days.length === 0 || days.includes(day)) return null;
  return missed(
    'template_forbids',
    `template ${name} allows starts on ${days.join(', ')} only, and the minute is on a ${day} (UTC)`,
  );
}

/** `missed` because the next start is another than the scheduled minute; `null` when it is not, or not known. */
export function startsLater(nextStartAt: Instant | null, scheduledAtMs: number): MissedOutcome | null {
  if (nextStartAt === null || nextStartAt.us <= scheduledAtMs * 1000) return null;
  return missed(
    'scheduled_late',
    `the server gives ${nextStartAt.text} as the next start, not ${formatInstantUs(scheduledAtMs * 1000)}: ` +
      'the schedule was stored when its minute had begun',
  );
}

function unexpectedBuild(build: WorkspaceBuild): MissedOutcome {
  return missed('unexpected_build', madeBy(build));
}

function madeBy(build: WorkspaceBuild): string {
  return (
    `${build.initiatorName} made build ${build.buildNumber} (${build.transition}, reason ${build.reason}, ` +
    `${build.job.status}) at ${build.createdAt.text}`
  );
}

/** The outcome of a workspace that the server never started. */
export function missed(reason: MissReason, detail: string): MissedOutcome {
  return { kind: 'missed', reason, detail };
}

function notEnded(observation: StormObservation, phase: 'trigger' | 'queue' | 'build'): Outcome {
  if (observation.interrupted) return { kind: 'interrupted', phase };
  const waitedMs = Math.max(0, observation.waitedUntilMs - observation.scheduledAtMs);
  return { kind: 'timed_out', phase, waitedMs };
}

function errorText(build: WorkspaceBuild): string {
  return build.job.error === null || build.job.error === '' ? 'no error text' : build.job.error;
}

function nextStart(workspace: Workspace): string {
  return workspace.nextStartAt === null ? 'nothing' : workspace.nextStartAt.text;
}
