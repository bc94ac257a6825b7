import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import type { WorkspaceRecord } from '../../collect/index.js';
import type { MissReason, Outcome } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';
import { formatInstantUs } from '../../time/index.js';
import { isReaped } from '../workspacebuild/index.js';

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
 * | autostart build, job `succeeded` | `started` |
 * | autostart build, job ended after somebody asked to cancel it | `canceled`, phase `queue` if it never started, else `build` |
 * | autostart build, job `failed` by the reaper | `failed`, phase `queue`, reaped |
 * | autostart build, job `failed` | `failed`, phase `queue` if it never started, else `build` |
 * | autostart build, not started | `interrupted` or `timed_out`, phase `queue` |
 * | autostart build, started and not ended (running, canceling) | `interrupted` or `timed_out`, phase `build` |
 * | no such build, workspace gone | `missed`: `workspace_gone` |
 * | no such build, workspace dormant | `missed`: `workspace_dormant` |
 * | no such build, and the latest build is none that we made | `missed`: `unexpected_build` |
 * | no such build, and the build before it has not ended, or failed | `missed`: `stop_not_finished` |
 * | no such build, next start later than the scheduled minute | `missed`: `scheduled_late` |
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
  if (record.build === null) return classifyMissing(observation, record.workspace);
  if (record.build.reason !== 'autostart') return unexpectedBuild(record.build);
  return classifyBuild(observation, record.build);
}

/**
 * Whether the server's reaper ended the job: no provisioner ever had it, it was given its start and its end in the
 * same moment, and an error text without an error code (measured on a real server).
 */
export function isReapedJob(build: WorkspaceBuild): boolean {
  return isReaped(build) && build.job.errorCode === null && Boolean(build.job.error);
}

function classifyBuild(observation: StormObservation, build: WorkspaceBuild): Outcome {
  const { job } = build;
  const phase = job.startedAt === null ? 'queue' : 'build';
  if (job.completedAt === null) return notEnded(observation, phase);
  switch (job.status) {
    case 'succeeded':
      return { kind: 'started', totalMs: (job.completedAt.us - observation.scheduledAtMs * 1000) / 1000 };
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

function classifyMissing(observation: StormObservation, workspace: Workspace | null): Outcome {
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
  const late = startsLater(workspace.nextStartAt, scheduledAtMs);
  if (late !== null) return late;
  if (interrupted) return { kind: 'interrupted', phase: 'trigger' };
  return missed(
    'unknown',
    `the server created no build, and gives ${nextStart(workspace)} as the next start`,
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
  return missed(
    'unexpected_build',
    `${build.initiatorName} made build ${build.buildNumber} (${build.transition}, reason ${build.reason}, ` +
      `${build.job.status}) at ${build.createdAt.text}`,
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
