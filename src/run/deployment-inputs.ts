import {
  type DeploymentHistory,
  deploymentCensus,
  readDeploymentHistory,
  readDeploymentSchedules,
} from '../collect/index.js';
import type { ScheduledWorkspace } from '../plan/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError, counted, messageOf } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import { type OpenTarget, type OpenTargetOptions, openTarget } from './open-target.js';
import type { RunPlan } from './run-plan.js';

/** Who is due on a deployment by its own schedules. */
export interface DeploymentDue extends Pick<DeploymentHistory, 'workspaces' | 'templates'> {
  readonly census: readonly ScheduledWorkspace[];
  /** The deployment's clock when it was read; milliseconds since the epoch. */
  readonly nowMs: number;
  /** In words. */
  readonly source: string;
  /** What was left out, refused or not understood, each a whole sentence. */
  readonly notes: readonly string[];
}

/** What a deployment says of its past and of the mornings to come. */
export interface DeploymentInputs
  extends DeploymentDue,
    Pick<DeploymentHistory, 'history' | 'liveProvisioners'> {}

/** What is read of a deployment. */
export interface DeploymentReading {
  /** How far back, by the deployment's clock; above 0. */
  readonly windowMs: number;
  /** Chooses the workspaces whose builds are listed: the same text, the same ones. */
  readonly seed: string;
}

type ReadTarget = Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>;

/**
 * Reads a deployment's history and schedules, and changes nothing on it.
 *
 * @throws ConfigError for a window that is none; CoderApiError, ConnectionError or NotCoderError when it does not answer,
 *   or the token may not even list workspaces; the signal's reason.
 */
export async function readDeploymentInputs(
  plan: ReadTarget,
  { seed, windowMs }: DeploymentReading,
  options: OpenTargetOptions,
  signal: AbortSignal,
): Promise<DeploymentInputs> {
  if (!(windowMs > 0 && Number.isFinite(windowMs))) {
    throw new ConfigError(['--since must be a duration above 0, e.g. 336h for two weeks']);
  }
  const target = await openTarget(plan, options, signal);
  try {
    const nowMs = target.clock.nowMs();
    const sinceMs = Math.floor(nowMs - windowMs);
    const source = `history of ${target.url} since ${instantText(sinceMs)}`;
    const random = seededDraws(`${seed}/history`);
    const read = await readDeploymentHistory(target.client, { sinceMs, random, signal });
    return { ...read, ...(await due(target, read, nowMs, signal)), source };
  } finally {
    await target.close();
  }
}

/**
 * Reads a deployment's schedules alone, and changes nothing on it.
 * @throws As {@link readDeploymentInputs}, but for the window.
 */
export async function readDeploymentDue(
  plan: ReadTarget,
  options: OpenTargetOptions,
  signal: AbortSignal,
): Promise<DeploymentDue> {
  const target = await openTarget(plan, options, signal);
  try {
    const nowMs = target.clock.nowMs();
    const read = await readDeploymentSchedules(target.client, signal);
    return { ...read, ...(await due(target, read, nowMs, signal)), source: `schedules of ${target.url}` };
  } finally {
    await target.close();
  }
}

async function due(
  { client, url }: OpenTarget,
  read: Pick<DeploymentHistory, 'workspaces' | 'templates' | 'requests' | 'notes'>,
  nowMs: number,
  signal: AbortSignal,
): Promise<Pick<DeploymentDue, 'census' | 'nowMs' | 'notes'>> {
  const me = await client.users.me({ signal });
  const { census, notes } = deploymentCensus(read.workspaces, read.templates, nowMs);
  const seen = counted(read.workspaces.length, 'workspace');
  return {
    census,
    nowMs,
    notes: [
      `${url} was read with ${counted(read.requests + 1, 'request')} that change nothing.`,
      ...(me.roles.includes('owner')
        ? []
        : [`The token is not an owner's: it saw ${seen}, and there may be others that are due.`]),
      ...read.notes,
      ...notes,
    ],
  };
}

function instantText(ms: number): string {
  try {
    return formatInstantUs(ms * 1_000);
  } catch (error) {
    throw new ConfigError([`--since reaches back too far (${messageOf(error)})`]);
  }
}
