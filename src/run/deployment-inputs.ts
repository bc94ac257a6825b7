import { type DeploymentHistory, deploymentCensus, readDeploymentHistory } from '../collect/index.js';
import type { ScheduledWorkspace } from '../plan/index.js';
import { ConfigError, messageOf } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import { type OpenTargetOptions, openTarget } from './open-target.js';
import type { RunPlan } from './run-plan.js';

/** What a deployment says of its past and of the mornings to come. */
export interface DeploymentInputs extends Pick<DeploymentHistory, 'history' | 'workspaces' | 'templates'> {
  readonly census: readonly ScheduledWorkspace[];
  /** In words: `history of https://coder.example.com since 2026-11-09T09:00:00Z`. */
  readonly source: string;
  /** The deployment's clock when it was read; milliseconds since the epoch. */
  readonly nowMs: number;
  /** Those for history and census; a few for the deployment's build info come before them. */
  readonly requests: number;
  /** What was left out, refused or not understood, each a whole sentence. */
  readonly notes: readonly string[];
}

/**
 * Reads a deployment's history and schedules, and changes nothing on it.
 *
 * @param windowMs - How far back, by the deployment's clock; above 0.
 * @throws ConfigError for a window that is none; CoderApiError, ConnectionError or NotCoderError when it does not answer,
 *   or the token may not even list workspaces; the signal's reason.
 */
export async function readDeploymentInputs(
  plan: Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>,
  windowMs: number,
  options: OpenTargetOptions,
  signal: AbortSignal,
): Promise<DeploymentInputs> {
  if (!(windowMs > 0 && Number.isFinite(windowMs))) {
    throw new ConfigError(['since: must be a duration above 0, e.g. 336h for two weeks']);
  }
  const target = await openTarget(plan, options, signal);
  try {
    const nowMs = target.clock.nowMs();
    const sinceMs = Math.floor(nowMs - windowMs);
    const since = instantText(sinceMs);
    const { random } = options;
    const read = await readDeploymentHistory(target.client, { sinceMs, random, signal });
    const { census, notes } = deploymentCensus(read.workspaces, read.templates, nowMs);
    return {
      ...read,
      census,
      source: `history of ${target.url} since ${since}`,
      nowMs,
      notes: [...read.notes, ...notes],
    };
  } finally {
    await target.close();
  }
}

function instantText(ms: number): string {
  try {
    return formatInstantUs(ms * 1_000);
  } catch (error) {
    throw new ConfigError([`since: reaches back too far (${messageOf(error)})`]);
  }
}
