import { type DeploymentHistory, deploymentCensus, readDeploymentHistory } from '../collect/index.js';
import type { ScheduledWorkspace } from '../plan/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError, counted, messageOf } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import { type OpenTargetOptions, openTarget } from './open-target.js';
import type { RunPlan } from './run-plan.js';

/** What a deployment says of its past and of the mornings to come. */
export interface DeploymentInputs
  extends Pick<DeploymentHistory, 'history' | 'workspaces' | 'templates' | 'liveProvisioners'> {
  readonly census: readonly ScheduledWorkspace[];
  /** In words: `history of https://coder.example.com since 2026-11-09T09:00:00Z`. */
  readonly source: string;
  /** The deployment's clock when it was read; milliseconds since the epoch. */
  readonly nowMs: number;
  /** What was left out, refused or not understood, each a whole sentence. */
  readonly notes: readonly string[];
}

/** What is read of a deployment. */
export interface DeploymentReading {
  /** How far back, by the deployment's clock; above 0. */
  readonly windowMs: number;
  /** Chooses the workspaces whose builds are listed: the same text, the same ones. */
  readonly seed: string;
}

/**
 * Reads a deployment's history and schedules, and changes nothing on it.
 *
 * @throws ConfigError for a window that is none; CoderApiError, ConnectionError or NotCoderError when it does not answer,
 *   or the token may not even list workspaces; the signal's reason.
 */
export async function readDeploymentInputs(
  plan: Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>,
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
    const since = instantText(sinceMs);
    const random = seededDraws(`${seed}/history`);
    const me = await target.client.users.me({ signal });
    const read = await readDeploymentHistory(target.client, { sinceMs, random, signal });
    const { census, notes } = deploymentCensus(read.workspaces, read.templates, nowMs);
    const seen = counted(read.workspaces.length, 'workspace');
    return {
      ...read,
      census,
      source: `history of ${target.url} since ${since}`,
      nowMs,
      notes: [
        `${target.url} was read with ${counted(read.requests + 1, 'request')} that change nothing.`,
        ...(me.roles.includes('owner')
          ? []
          : [`The token is not an owner's: it saw ${seen}, and there may be others that are due.`]),
        ...read.notes,
        ...notes,
      ],
    };
  } finally {
    await target.close();
  }
}

function instantText(ms: number): string {
  try {
    return formatInstantUs(ms * 1_000);
  } catch (error) {
    throw new ConfigError([`--since reaches back too far (${messageOf(error)})`]);
  }
}
